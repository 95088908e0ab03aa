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
criteria: {thresholds: {late_entry: P20Y}}
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

  it("is told in a line what it touches", function()
    write("policies/x.md", (good("X"):gsub("2026%-01%-02", "2026-02-02"):gsub("version: \"1\"", 'version: "2"')
      :gsub("author: bob\n", "%0satisfies: [A.5.15]\n")))
    assert.equal("touches 2 requirements (5.2, A.5.15)\n", commit().err)
    support.git(dir, "update-ref refs/heads/audit/internal HEAD") -- a ledger that can't be read stops no commit
    write("policies/x.md", (good("X"):gsub("2026%-01%-02", "2026-03-02")))
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

  it("of a merge that git makes by itself is judged, too: what each side brings may not go with the other", function()
    local function branch(name, files)
      support.git(dir, "checkout -q -b %s main", name)
      for path, text in pairs(files) do write(path, text) end
      passes()
    end
    branch("q", { ["policies/q.md"] = good "Q" })
    branch("z", { ["policies/z.md"] = good "Q" })
    branch("y", { ["policies/y.md"] = good "Y" })
    support.git(dir, "checkout -q q")
    local function merge(other)
      return command.shell("cd %s && git -c user.name=A -c user.email=a@b merge -q --no-edit %s", dir, other)
    end
    local ran = merge "z"
    assert.equal(1, ran.status)
    assert.match("error: id: POL-Q is the id of policies/q.md already", ran.out .. ran.err, 1, true)
    support.git(dir, "merge --abort")
    ran = merge "y"
    assert.equal(0, ran.status, ran.out .. ran.err)
  end)

  it("of a branch without a configuration goes on, and a line says so", function()
    support.git(dir, "checkout -q --orphan pages")
    support.git(dir, "rm -rfq .")
    write("index.html", "x")
    local ran = commit()
    assert.same({ 0, "tickmark: no tickmark.yml on this branch: nothing is checked\n" }, { ran.status, ran.err })
  end)

  it("of an index that lies elsewhere is judged by that", function()
    write("policies/y.md", bad "Y")
    local ran = command.shell("cd %s && export GIT_INDEX_FILE=$(cd .. && pwd)/elsewhere "
      .. "&& cp .git/index $GIT_INDEX_FILE && git add -A "
      .. "&& git -c user.name=A -c user.email=a@b commit -qm x; rm $GIT_INDEX_FILE", dir)
    assert.match("policies/y.md:8:1: error: approved_by and author are both bob", ran.out .. ran.err, 1, true)
    assert.not_match("Permission", ran.err)
  end)

  it("goes past it with --no-verify, as git has it", function()
    write("policies/y.md", bad "Y")
    passes "--no-verify"
  end)
end)

describe("tickmark hook", function()
  local dir, hooks
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG }
    hooks = dir .. "/.git/hooks"
  end)
  after_each(function() support.remove(dir) end)

  --- Files of a folder with their modes, but for git's samples.
  local function listed(folder)
    return support.sh("find %s -mindepth 1 ! -name '*.sample' -printf '%%M %%f %%l\\n' | sort", folder or hooks)
  end

  local function installed(where, options)
    local ran = command.tickmark(where or dir, "hook install " .. (options or ""))
    assert.equal(0, ran.status, ran.err)
    return ran.out
  end

  --- It refuses, says why, and leaves all as it was.
  local function refused(verb, words, status)
    local before = listed()
    local ran = command.tickmark(dir, "hook " .. verb)
    assert.equal(status or 3, ran.status, ran.err)
    assert.match(words, ran.err, 1, true)
    assert.equal(before, listed())
    return ran.err
  end

  local function each(folder, first, second, third)
    return ("%s/pre-commit: %s\n%s/pre-merge-commit: %s\n%s/commit-msg: %s\n"):format(folder, first, folder, second,
      folder, third)
  end
  local CHECKS <const>, MERGES <const>, NAMES <const> = "checks what is committed",
    "checks what a merge brings together", "checks what its message names"

  local function commit(where)
    return command.shell("cd %s && git add -A && git -c user.name=A -c user.email=a@b commit --allow-empty -qm x",
      where or dir)
  end

  it("install writes three scripts, and uninstall leaves no trace", function()
    local before = listed()
    assert.equal(each(hooks, CHECKS, MERGES, NAMES), installed())
    assert.equal("-rwxr-xr-x commit-msg \n-rwxr-xr-x pre-commit \n-rwxr-xr-x pre-merge-commit ", listed())
    local script = command.read(hooks .. "/pre-commit")
    installed()
    assert.equal(script, command.read(hooks .. "/pre-commit"))
    assert.equal(each(hooks, "it is gone", "it is gone", "it is gone"), command.tickmark(dir, "hook uninstall").out)
    assert.equal(before, listed())
    refused("uninstall", hooks .. ": no hook of tickmark's is there")
  end)

  it("takes its scripts for its own, whatever options they were written with", function()
    installed(nil, "--no-os-sandbox")
    assert.match("--no-os-sandbox\n", command.read(hooks .. "/commit-msg"), 1, true)
    installed()
    assert.not_match("sandbox", command.read(hooks .. "/commit-msg"))
  end)

  it("keeps what was there, which runs first, and is put back", function()
    for _, name in ipairs { "pre-commit", "commit-msg" } do
      support.write(hooks .. "/" .. name, "#!/bin/sh\necho their " .. name .. " >&2\ntest ! -e stop-" .. name .. "\n")
      support.sh("chmod 700 %s", hooks .. "/" .. name)
    end
    local before = listed()
    assert.match("pre-commit: checks what is committed; what was there runs first: " .. hooks
      .. "/pre-commit.before-tickmark\n", installed(), 1, true)
    installed()
    support.write(dir .. "/policies/y.md", bad "Y")
    local ran = commit()
    assert.match("^their pre%-commit\n", ran.err)
    assert.match("both bob", ran.out .. ran.err, 1, true)
    support.write(dir .. "/policies/y.md", good "Y")
    for _, name in ipairs { "pre-commit", "commit-msg" } do
      support.write(dir .. "/stop-" .. name, "")
      assert.equal(1, commit().status)
      support.sh("rm %s/stop-%s", dir, name)
    end
    ran = commit()
    assert.equal(0, ran.status)
    assert.match("their pre%-commit\n.*their commit%-msg\n", ran.err)
    assert.equal(each(hooks, "it is what it was", "it is gone", "it is what it was"),
      command.tickmark(dir, "hook uninstall").out)
    assert.equal(before, listed())
    assert.match("their commit-msg", command.read(hooks .. "/commit-msg"), 1, true)
  end)

  it("hands arguments and standard input on, and ends as the kept hook does", function()
    support.write(hooks .. "/commit-msg", "#!/bin/sh\nprintf '<%s>' \"$@\" \"$(cat)\"\nexit 7\n")
    support.sh("chmod +x %s/commit-msg", hooks)
    installed()
    local ran = command.shell("cd %s && echo in | .git/hooks/commit-msg 'a  b' '*'", dir)
    assert.same({ 7, "<a  b><*><in>" }, { ran.status, ran.out })
  end)

  it("passes over a kept hook that git would pass over, and gives it back as it was", function()
    support.write(hooks .. "/pre-commit", "exit 1\n")
    support.sh("chmod 644 %s/pre-commit", hooks)
    local before = listed()
    installed()
    support.write(dir .. "/policies/y.md", good "Y")
    local ran = commit()
    assert.equal(0, ran.status, ran.err)
    assert.equal(0, command.tickmark(dir, "hook uninstall").status)
    assert.equal(before, listed())
  end)

  describe("loses nothing:", function()
    it("a link that leads nowhere is kept as any hook", function()
      support.sh("ln -s gone %s/pre-commit", hooks)
      local before = listed()
      installed()
      assert.match("pre-commit.before-tickmark gone", listed(), 1, true)
      assert.equal(0, commit().status)
      assert.equal(0, command.tickmark(dir, "hook uninstall").status)
      assert.equal(before, listed())
    end)

    it("nor is one overwritten where something would be kept", function()
      support.write(hooks .. "/pre-commit", "#!/bin/sh\n")
      support.sh("ln -s gone %s/pre-commit.before-tickmark", hooks)
      refused("install", "pre-commit.before-tickmark: a hook was kept there already")
    end)

    it("a link to a hook elsewhere is kept, and what it leads to not written", function()
      support.write(dir .. "/tools/hook", "#!/bin/sh\necho tool >&2\n")
      support.sh("chmod +x %s/tools/hook && ln -s ../../tools/hook %s/pre-commit", dir, hooks)
      installed()
      assert.equal("#!/bin/sh\necho tool >&2\n", command.read(dir .. "/tools/hook"))
      assert.match("tool\n", commit().err)
    end)

    it("lines that somebody has added to ours stay, and are shown a place of their own", function()
      installed()
      local path = hooks .. "/commit-msg"
      local script = command.read(path)
      for _, changed in ipairs { script .. "echo mine\n", "#!/bin/sh\necho mine\n" .. script,
        (script:gsub("\nbefore=", "\necho mine\nbefore=")), (script:gsub("\n", "\r\n")) } do
        support.write(path, changed)
        for _, verb in ipairs { "install", "uninstall" } do
          local err = refused(verb, path .. ": written by tickmark hook install, and changed since")
          assert.match("move lines of your own to " .. path .. ".before-tickmark, which runs first", err, 1, true)
          assert.equal(changed, command.read(path))
        end
      end
      support.sh("cd %s && printf '#!/bin/sh\\necho mine >&2\\n' > commit-msg.before-tickmark && rm commit-msg "
        .. "&& chmod +x commit-msg.before-tickmark", hooks)
      installed()
      assert.match("mine\n", commit().err)
    end)

    it("a script of a time before there were seals is left to its owner", function()
      support.write(hooks .. "/pre-commit", "#!/bin/sh\n# Written by tickmark hook install; tickmark hook uninstall "
        .. "takes it away.\nexec tickmark check --staged\n")
      refused("install", "pre-commit: written by tickmark hook install, and changed since")
    end)

    it("a folder in place of a hook is refused", function()
      support.sh("mkdir %s/commit-msg", hooks)
      refused("install", "commit-msg: a folder, which git can't run")
    end)

    it("what was interrupted after a hook was put aside goes on from there", function()
      support.write(hooks .. "/pre-commit", "#!/bin/sh\necho theirs >&2\n")
      support.sh("chmod +x %s/pre-commit", hooks)
      local before = listed()
      support.sh("cd %s && mv pre-commit pre-commit.before-tickmark", hooks)
      assert.equal(hooks .. "/pre-commit: it is what it was\n", command.tickmark(dir, "hook uninstall").out)
      assert.equal(before, listed())
      support.sh("cd %s && mv pre-commit pre-commit.before-tickmark", hooks)
      installed()
      assert.match("theirs\n", commit().err)
    end)

    it("a hook that another tool put in place of ours stays, and what is kept, too", function()
      installed()
      support.write(hooks .. "/pre-commit", "#!/bin/sh\n")
      assert.equal(hooks .. "/pre-merge-commit: it is gone\n" .. hooks .. "/commit-msg: it is gone\n",
        command.tickmark(dir, "hook uninstall").out)
      assert.equal("#!/bin/sh\n", command.read(hooks .. "/pre-commit"))
    end)
  end)

  describe("changes nothing when one of the two can't be written:", function()
    --- Installed or taken away where the n-th call of the system to rename fails.
    local function failing(verb, call, n)
      return command.shell("cd %s && strace -qq -f -o /dev/null -e trace=%s -e inject=%s:error=EACCES:when=%s "
        .. "\"$TICKMARK\" hook " .. verb, dir, call, call, n)
    end

    it("the first is taken back, and what it had put aside is there again", function()
      if command.shell("strace -V").status ~= 0 then return pending("no strace here") end
      for _, name in ipairs { "pre-commit", "commit-msg" } do support.write(hooks .. "/" .. name, "their " .. name) end
      local before = listed()
      for n = 1, 4 do
        local ran = failing("install", "rename", n)
        assert.equal(2, ran.status, n)
        assert.match("Permission denied\n.*nothing was changed", ran.err)
        assert.equal(before, listed())
      end
      assert.equal("their pre-commit", command.read(hooks .. "/pre-commit"))
      installed()
      before = listed()
      local script = command.read(hooks .. "/pre-commit")
      for n = 1, 2 do
        assert.equal(2, failing("uninstall", "rename", n).status)
        assert.equal(before, listed())
        assert.equal(script, command.read(hooks .. "/pre-commit"))
      end
    end)

    it("where nobody can write", function()
      support.git(dir, "config core.hooksPath /sys/kernel")
      local ran = command.tickmark(dir, "hook install")
      assert.equal(2, ran.status)
      assert.match("/sys/kernel/pre-commit: Permission denied", ran.err, 1, true)
    end)
  end)

  describe("finds the folder where git looks:", function()
    it("as the repository's core.hooksPath says, also in the work tree", function()
      support.sh("mkdir %s/own", dir)
      support.git(dir, "config core.hooksPath own")
      assert.equal(each(dir .. "/own", CHECKS, MERGES, NAMES), installed())
      assert.equal(each(dir .. "/own", "it is gone", "it is gone", "it is gone"),
        command.tickmark(dir, "hook uninstall").out)
    end)

    it("made when it isn't there, and taken away with the hooks when it is empty then", function()
      support.remove(hooks)
      assert.equal(each(hooks, CHECKS, MERGES, NAMES), installed())
      installed()
      support.write(dir .. "/policies/y.md", bad "Y")
      assert.equal(1, commit().status)
      assert.equal(0, command.tickmark(dir, "hook uninstall").status)
      assert.equal("gone", support.sh("test -e %s || echo gone", hooks))
      installed()
      support.write(hooks .. "/post-commit", "")
      assert.equal(0, command.tickmark(dir, "hook uninstall").status)
      assert.equal("-rw-r--r-- post-commit ", listed())
    end)

    it("and leaves one that was there, though it is empty", function()
      support.sh("rm %s/*", hooks)
      installed()
      assert.equal(0, command.tickmark(dir, "hook uninstall").status)
      assert.equal("", listed())
      assert.equal("there", support.sh("test -d %s && echo there", hooks))
    end)

    it("not where that is no folder, and git runs no hooks", function()
      support.git(dir, "config core.hooksPath /dev/null")
      refused("install", "/dev/null: not a folder, so git runs no hooks")
      support.git(dir, "config core.hooksPath none/hooks")
      refused("install", "none/hooks: no such folder, where git looks for hooks")
      support.sh("ln -s gone %s/link", dir)
      support.git(dir, "config core.hooksPath link")
      refused("install", "link: no such folder, where git looks for hooks")
    end)

    it("but in a bare repository, where nobody commits", function()
      local new = support.tmpdir()
      support.git(new, "init -q --bare")
      local ran = command.tickmark(new, "hook install")
      assert.equal(3, ran.status)
      assert.match("nobody commits in a bare repository", ran.err, 1, true)
      support.remove(new)
    end)

    it("before there is a commit or a configuration", function()
      local new = support.tmpdir()
      support.git(new, "init -q")
      installed(new)
      support.remove(new)
    end)
  end)

  describe("where git's settings of the user have the hooks of all repositories", function()
    local home, other
    before_each(function()
      home, other = support.tmpdir(), support.repo { ["x"] = "x" }
      support.write(home .. "/.gitconfig", "[core]\nhooksPath = ~/hooks\n[user]\nname = A\nemail = a@b\n")
    end)
    after_each(function()
      support.remove(home)
      support.remove(other)
    end)

    local function at_home(where, words)
      return command.shell("export HOME=%s; unset GIT_CONFIG_GLOBAL; cd %s; " .. words, home, where)
    end

    it("refuses, and says how to have hooks in this one alone", function()
      local ran = at_home(dir, "\"$TICKMARK\" hook install")
      assert.equal(3, ran.status)
      assert.match(home .. "/hooks: git's settings of its user, or of the system, have the hooks of all", ran.err, 1,
        true)
      assert.match("git config --local core.hooksPath .git/hooks;", ran.err, 1, true)
      assert.equal(".gitconfig", support.sh("ls -A %s", home))
      at_home(dir, "git config --local core.hooksPath .git/hooks")
      assert.equal(each(hooks, CHECKS, MERGES, NAMES), at_home(dir, "\"$TICKMARK\" hook install").out)
      support.git(dir, "worktree add -q w")
      support.git(dir, "config --unset core.hooksPath")
      assert.match("core.hooksPath '" .. hooks .. "'", at_home(dir .. "/w", "\"$TICKMARK\" hook install").err, 1, true)
    end)

    it("goes there with --all-repositories, and lets those pass that have no tickmark.yml", function()
      assert.equal(each(home .. "/hooks", CHECKS, MERGES, NAMES),
        at_home(dir, "\"$TICKMARK\" hook install --all-repositories").out)
      local ran = at_home(other, "git commit -q --allow-empty -m x -m 'Finding: NC-7F3A'")
      assert.equal(0, ran.status, ran.err)
      support.write(dir .. "/policies/y.md", bad "Y")
      ran = at_home(dir, "git add -A; git rm -q --cached tickmark.yml; git commit -q -m x")
      assert.equal(1, ran.status)
      ran = at_home(dir, "git add -A; git commit -q -m x")
      assert.match("both bob", ran.out .. ran.err, 1, true)
      assert.equal(3, at_home(dir, "\"$TICKMARK\" hook uninstall").status)
      assert.equal(0, at_home(dir, "\"$TICKMARK\" hook uninstall --all-repositories").status)
      assert.equal(".gitconfig", support.sh("ls -A %s", home))
    end)
  end)

  describe("works", function()
    it("from a linked work tree, whose hooks are those of all", function()
      support.git(dir, "worktree add -q w")
      local work = dir .. "/w"
      assert.equal(each(hooks, CHECKS, MERGES, NAMES), installed(work))
      support.write(work .. "/policies/y.md", bad "Y")
      assert.equal(1, commit(work).status)
      support.write(work .. "/policies/y.md", good "Y")
      local ran = commit(work)
      assert.equal(0, ran.status, ran.err)
    end)

    it("in a submodule", function()
      local top = support.repo {}
      support.git(top, "-c protocol.file.allow=always submodule --quiet add %s s", dir)
      local work, own = top .. "/s", top .. "/.git/modules/s/hooks"
      assert.equal(each(own, CHECKS, MERGES, NAMES), installed(work))
      support.write(work .. "/policies/y.md", bad "Y")
      local ran = commit(work)
      assert.equal(1, ran.status)
      assert.match("both bob", ran.out .. ran.err, 1, true)
      support.remove(top)
    end)

    it("where GIT_DIR names the repository, and only some files are committed", function()
      installed()
      local work = support.tmpdir()
      support.sh("mv %s/.git %s/git && cp -r %s/. %s", dir, dir, dir, work)
      support.write(work .. "/policies/y.md", bad "Y")
      local function committed(what)
        return command.shell("cd %s && export GIT_DIR=../%s/git GIT_WORK_TREE=. && git add -A policies && git -c "
          .. "user.name=A -c user.email=a@b commit -qm x " .. what, work, dir:match("[^/]+$"))
      end
      local ran = committed("")
      assert.equal(1, ran.status)
      assert.match("both bob", ran.out .. ran.err, 1, true)
      support.write(work .. "/policies/z.md", good "Z")
      ran = committed("policies/z.md")
      assert.equal(0, ran.status, ran.err)
      support.remove(work)
    end)
  end)
end)

describe("the pre-commit tool", function()
  it("runs the hooks that .pre-commit-hooks.yaml describes", function()
    local dir, hooks = support.repo { ["tickmark.yml"] = CONFIG }, support.tmpdir()
    support.sh("cp .pre-commit-hooks.yaml %s && git -C %s init -q && git -C %s add -A && git -C %s commit -qm x",
      hooks, hooks, hooks, hooks)
    support.commit(dir, { [".pre-commit-config.yaml"] = ("repos:\n  - repo: %s\n    rev: %s\n"
      .. "    hooks: [{id: tickmark}, {id: tickmark-message}]\n")
      :format(hooks, support.git(hooks, "rev-parse HEAD")) })
    local function commit(text, trailer)
      support.write(dir .. "/policies/y.md", text)
      return command.shell("cd %s && export HOME=%s PATH=${TICKMARK%%/*}:$PATH && pre-commit install -t pre-commit "
        .. "-t commit-msg >/dev/null && git add -A && git -c user.name=A -c user.email=a@b commit -qm x -m %s", dir,
        hooks, trailer or "")
    end
    local ran = commit(bad "Y")
    assert.equal(1, ran.status, ran.out .. ran.err)
    assert.match("policies/y.md:8:1: error: approved_by and author are both bob", ran.out .. ran.err, 1, true)
    ran = commit(good "Y", "Finding: NC-7F3A")
    assert.equal(1, ran.status, ran.out .. ran.err)
    assert.match('COMMIT_EDITMSG:3:10: error: Finding: "NC-7F3A": there is no ledger', ran.out .. ran.err, 1, true)
    ran = commit(good "Y")
    assert.equal(0, ran.status, ran.out .. ran.err)
    support.remove(hooks)
    support.remove(dir)
  end)

  it("puts our hook aside when it comes later; it still runs what it keeps, is found there, and goes", function()
    local dir = support.repo { ["tickmark.yml"] = CONFIG, [".pre-commit-config.yaml"] = "repos: []\n" }
    local hook = dir .. "/.git/hooks/pre-commit"
    support.write(hook, "#!/bin/sh\necho kept >&2\n")
    support.sh("chmod +x %s", hook)
    assert.equal(0, command.tickmark(dir, "hook install").status)
    local function tool(words)
      return command.shell("cd %s && export HOME=%s && pre-commit " .. words, dir, dir .. "/.git")
    end
    assert.equal(0, tool("install").status)
    support.write(dir .. "/policies/y.md", bad "Y")
    local function stopped()
      local ran = command.shell("cd %s && export HOME=%s && git add -A "
        .. "&& git -c user.name=A -c user.email=a@b commit -qm x", dir, dir .. "/.git")
      assert.equal(1, ran.status, ran.out .. ran.err)
      local said = ran.out .. ran.err
      assert.match("kept\n.*both bob", said)
      assert.equal(1, select(2, said:gsub("both bob", "")), said)
    end
    stopped()
    assert.match(hook .. ".legacy: checks what is committed", command.tickmark(dir, "hook install").out, 1, true)
    stopped()
    assert.match(hook .. ".legacy: it is what it was", command.tickmark(dir, "hook uninstall").out, 1, true)
    assert.equal("#!/bin/sh\necho kept >&2\n", command.read(hook .. ".legacy"))
    assert.equal(0, tool("uninstall").status) -- which puts back what was there before it
    assert.equal("#!/bin/sh\necho kept >&2\n", command.read(hook))
    support.remove(dir)
  end)
end)
