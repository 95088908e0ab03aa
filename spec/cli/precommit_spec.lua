--- The hook of a commit, by real git and the real pre-commit tool: a bad policy stops
--- the commit, a good one passes.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/**/*.md"]}
checks: {paths: []}
]]
local GOOD <const> = "---\nid: POL-%s\ntitle: X\nversion: \"1\"\nstatus: approved\nowner: role:it\nauthor: bob\n"
  .. "approved_by: ann\napproved_on: 2026-01-02\n---\n# X\n"

local function good(name) return GOOD:format(name) end
local function bad(name) return (good(name):gsub("approved_by: ann", "approved_by: bob")) end

describe("git commit", function()
  local dir
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG, ["policies/x.md"] = good "X" }
    assert.equal(0, command.tickmark(dir, "hook install").status)
  end)
  after_each(function() support.remove(dir) end)

  local function write(path, text) support.write(dir .. "/" .. path, text) end

  local function commit(how)
    return command.shell("cd %s && git add -A && git -c user.name=A -c user.email=a@b commit -qm x "
      .. (how or ""), dir)
  end

  local function stopped(words, how)
    local before, ran = support.git(dir, "rev-parse HEAD"), commit(how)
    assert.equal(1, ran.status, ran.out .. ran.err)
    assert.match(words, ran.out .. ran.err, 1, true)
    assert.equal(before, support.git(dir, "rev-parse HEAD"))
  end

  local function passes(how)
    local ran = commit(how)
    assert.equal(0, ran.status, ran.out .. ran.err)
  end

  it("is stopped by a bad policy, and passes with a good one", function()
    write("policies/ä b.md", bad "Y")
    stopped("policies/ä b.md:8:1: error: approved_by and author are both bob")
    write("policies/ä b.md", good "Y")
    passes()
  end)

  it("goes on where the change has nothing to do with documents, or is empty", function()
    write("README", "x")
    passes()
    passes "--allow-empty"
  end)

  it("that amends, renames or takes away is judged as what it leaves", function()
    write("policies/y.md", good "Y")
    passes()
    write("policies/y.md", bad "Y")
    stopped("both bob", "--amend")
    write("policies/y.md", good "Y")
    support.git(dir, "mv policies/y.md policies/z.md")
    passes "--amend"
    support.git(dir, "rm -q policies/z.md")
    passes()
  end)

  it("of a merge is judged", function()
    support.git(dir, "checkout -q -b b")
    write("policies/y.md", good "Y")
    passes()
    support.git(dir, "checkout -q main")
    write("z", "z")
    passes()
    local ran = command.shell("cd %s && git -c user.name=A -c user.email=a@b merge -q --no-commit b && "
      .. "sed -i s/ann/bob/ policies/y.md && git add -A && git -c user.name=A -c user.email=a@b commit -qm m", dir)
    assert.equal(1, ran.status)
    assert.match("policies/y.md:8:1: error: approved_by and author are both bob", ran.out .. ran.err, 1, true)
  end)

  it("goes past it with --no-verify, as git has it", function()
    write("policies/y.md", bad "Y")
    passes "--no-verify"
  end)
end)

describe("tickmark hook install", function()
  local dir, hook
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG }
    hook = dir .. "/.git/hooks/pre-commit"
  end)
  after_each(function() support.remove(dir) end)

  local function listed()
    return support.sh("cd %s/.git/hooks && ls -l | grep -v sample | cut -c1-10,40- || true", dir)
  end

  it("is taken away without a trace", function()
    local before = listed()
    command.tickmark(dir, "hook install")
    assert.match("-rwxr-xr-x", listed(), 1, true)
    assert.equal(hook .. ": it is gone\n", command.tickmark(dir, "hook uninstall").out)
    assert.equal(before, listed())
    assert.equal(3, command.tickmark(dir, "hook uninstall").status)
  end)

  it("keeps a hook that was there, which runs first, and is put back", function()
    support.write(hook, "#!/bin/sh\necho theirs >&2\ntest ! -e stop\n")
    support.sh("chmod 700 %s", hook)
    local before = listed()
    for _ = 1, 2 do assert.equal(0, command.tickmark(dir, "hook install").status) end
    support.write(dir .. "/policies/y.md", bad "Y")
    local function commit()
      return command.shell("cd %s && git add -A && git -c user.name=A -c user.email=a@b commit -qm x", dir)
    end
    local ran = commit()
    assert.match("^theirs\n", ran.err)
    assert.match("both bob", ran.out .. ran.err, 1, true)
    support.write(dir .. "/policies/y.md", good "Y")
    support.write(dir .. "/stop", "")
    assert.equal(1, commit().status)
    support.sh("rm %s/stop", dir)
    assert.equal(0, commit().status)
    assert.equal(hook .. ": it is what it was\n", command.tickmark(dir, "hook uninstall").out)
    assert.equal(before, listed())
    assert.equal("#!/bin/sh\necho theirs >&2\ntest ! -e stop\n", command.read(hook))
  end)

  it("goes where core.hooksPath says, and into the folder that worktrees share", function()
    support.sh("mkdir %s/own", dir)
    support.git(dir, "config core.hooksPath own")
    assert.equal(dir .. "/own/pre-commit: checks what is committed\n", command.tickmark(dir, "hook install").out)
    support.git(dir, "config --unset core.hooksPath")
    support.git(dir, "worktree add -q %s/w", dir)
    assert.equal(hook .. ": checks what is committed\n", command.tickmark(dir .. "/w", "hook install").out)
  end)

  it("is possible before there is a commit or a configuration, and not in a bare repository", function()
    local new = support.tmpdir()
    support.git(new, "init -q")
    assert.equal(0, command.tickmark(new, "hook install").status)
    support.sh("rm -rf %s/.git && git -C %s init -q --bare", new, new)
    local ran = command.tickmark(new, "hook install")
    assert.equal(3, ran.status)
    assert.match("nobody commits in a bare repository", ran.err, 1, true)
    support.remove(new)
  end)
end)

describe("the pre-commit tool", function()
  it("runs the hook that .pre-commit-hooks.yaml describes", function()
    local dir, hooks = support.repo { ["tickmark.yml"] = CONFIG }, support.tmpdir()
    support.sh("cp .pre-commit-hooks.yaml %s && git -C %s init -q && git -C %s add -A && git -C %s commit -qm x",
      hooks, hooks, hooks, hooks)
    support.commit(dir, { [".pre-commit-config.yaml"] = ("repos:\n  - repo: %s\n    rev: %s\n"
      .. "    hooks: [{id: tickmark}]\n")
      :format(hooks, support.git(hooks, "rev-parse HEAD")) })
    local function commit(text)
      support.write(dir .. "/policies/y.md", text)
      return command.shell("cd %s && export HOME=%s PATH=${TICKMARK%%/*}:$PATH && pre-commit install >/dev/null && "
        .. "git add -A && git -c user.name=A -c user.email=a@b commit -qm x", dir, hooks)
    end
    local ran = commit(bad "Y")
    assert.equal(1, ran.status, ran.out .. ran.err)
    assert.match("policies/y.md:8:1: error: approved_by and author are both bob", ran.out .. ran.err, 1, true)
    ran = commit(good "Y")
    assert.equal(0, ran.status, ran.out .. ran.err)
    support.remove(hooks)
    support.remove(dir)
  end)
end)
