-- A ledger in the hands of git itself: what people read, copy, push, pack and undo
-- with the tools that they have.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local as, does = ledgers.as, ledgers.does
local REF <const> = ledgers.REF

local function id_of(dir, what) return support.git(dir, "rev-parse %s", what) end

local function verify(dir, more)
  local ran = command.tickmark(dir, "verify " .. (more or ""))
  return ran.out .. ran.err, ran.status
end

--- Sound, to tickmark and to git.
local function sound(dir)
  local said, status = verify(dir)
  assert.equal(0, status, said)
  assert.match("sound\n$", said)
  assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true"))
  return said
end

describe("a ledger", function()
  local origin, dir, nc

  setup(function()
    origin = support.repo(command.isms())
    as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log -1 --format=%%s %s", REF):match("NC%-%w+")
    as(origin, "otto")
    does(origin, "finding respond %s --text 'We see it'", nc)
    does(origin, "finding respond %s --text 'Bob left in May' --cause 'Leavers are not told to IT'", nc)
  end)
  teardown(function() support.remove(origin) end)
  before_each(function() dir = ledgers.copy(origin) end)
  after_each(function() support.remove(dir) end)

  --- Another repository, gone at the end of the specification.
  local function elsewhere()
    local other = support.tmpdir()
    finally(function() support.remove(other) end)
    return other
  end

  it("is told by git log, a line for each change", function()
    local log = support.git(dir, "log --reverse --format=%%s %s", REF)
    local lines = {}
    for line in log:gmatch("[^\n]+") do lines[#lines + 1] = (line:gsub("%u+%-%w+ ", "")) end
    lines[2] = lines[2]:gsub("%x%x%x%x%x%x%x%x%x%x%x%x", "#")
    assert.same({ "tickmark ledger of acme", "of # as of 2026-01-01: new -> performed",
      "A.8.5 minor: new -> open", "A.8.5 minor: open -> responded", "A.8.5 minor: responded -> responded" }, lines)
    assert.equal("eva\notto\notto", support.git(dir, "log --reverse --format=%%an %s -- findings", REF))
    assert.match("^We see it\n", support.git(dir, "log -1 --skip=1 --format=%%b %s", REF))
  end)

  it("has each line of an event blamed on who made it, in one commit", function()
    local n = 0
    for path in support.git(dir, "ls-tree -r --name-only %s", REF):gmatch("[^\n]+") do
      local by = support.git(dir, "cat-file blob %s:%s | sed -n 's/^by: \"\\(.*\\)\"/\\1/p'", REF, path)
      local blamed = support.git(dir, "blame --line-porcelain %s -- %s | grep ^author-mail | sort -u", REF, path)
      assert.equal(by == "" and "author-mail <eva@example.com>" or ("author-mail <%s>"):format(by), blamed)
      assert.equal("1", support.git(dir, "blame --porcelain %s -- %s | grep -E '^[0-9a-f]{40} ' | cut -c1-40 | "
        .. "sort -u | wc -l", REF, path))
      n = n + 1
    end
    assert.equal(4, n)
  end)

  -- how it gets into another repository, whose path is %s
  for _, case in ipairs {
    { "a bundle", "git bundle create -q .git/b main audit/internal && git clone -q -b main .git/b %s/c && "
      .. "git -C %s/c branch -q audit/internal origin/audit/internal" },
    { "a mirror", "git clone -q --mirror . %s/c" },
    { "a clone by the transport", "git clone -q --no-local . %s/c && git -C %s/c branch -q audit/internal "
      .. "origin/audit/internal" },
    { "a stream", "git init -q -b main %s/c && git fast-export --all | git -C %s/c fast-import --quiet" },
    { "a push", "git init -q --bare -b main %s/c && git push -q %s/c main audit/internal" },
    { "files", "cp -a . %s/c" },
  } do
    it("is verified to the same words in another repository, brought by " .. case[1], function()
      local there = elsewhere()
      support.sh("cd %s && " .. case[2]:gsub("%%s", there), dir)
      assert.equal(sound(dir), sound(there .. "/c"))
      for _, what in ipairs { "finding list", "status --format json", "finding show " .. nc, "verify --format json" } do
        assert.equal(does(dir, what), does(there .. "/c", what), what)
      end
    end)
  end

  it("isn't sound in a clone that lacks a part of it", function()
    for _, how in ipairs { "--depth 1", "--depth 2", "--filter=blob:none --no-checkout" } do
      local there = elsewhere()
      support.sh("git -C %s config uploadpack.allowFilter true && git clone -q --bare " .. how
        .. " -b audit/internal file://%s %s/c", dir, dir, there)
      local said, status = verify(dir, ("--ledger %s/c:%s"):format(there, REF))
      assert.is_true(status >= 2, how .. said)
      assert.is_nil(said:find("sound\n", 1, true), how .. said)
    end
  end)

  it("takes no loss where two push: the second one fetches, merges and pushes again", function()
    local hub, ann, ben = elsewhere(), elsewhere(), elsewhere()
    support.sh("git clone -q --bare %s %s/hub.git", dir, hub)
    for name, place in pairs { ann = ann, ben = ben } do
      support.sh("git clone -q %s/hub.git %s && git -C %s branch -q audit/internal origin/audit/internal", hub, place,
        place)
      as(place, name)
    end
    does(ann, "request raise --text 'What Ann asks for' --due 2030-01-01")
    does(ben, "finding respond %s --text 'What Ben says'", nc)
    support.git(ann, "push -q origin audit/internal")
    local refused = support.git(ben, "push origin audit/internal 2>&1 || true")
    assert.match("rejected", refused, 1, true)
    assert.match("fetch first", refused, 1, true)
    support.git(ben, "fetch -q origin")
    refused = support.git(ben, "push origin audit/internal 2>&1 || true")
    assert.match("non-fast-forward", refused, 1, true)
    support.sh("cd %s && git checkout -q audit/internal && git merge -q --no-edit origin/audit/internal && "
      .. "git checkout -q main && git push -q origin audit/internal", ben)
    support.git(ann, "fetch -q origin audit/internal:audit/internal")
    assert.equal(id_of(ann, REF), id_of(ben, REF))
    for _, place in ipairs { ann, ben } do
      sound(place)
      assert.match("What Ann asks for", does(place, "status"), 1, true)
      assert.match("What Ben says", does(place, "finding show %s", nc), 1, true)
      does(place, "finding respond %s --text 'And on'", nc)
    end
    assert.equal("8", support.git(ann, "rev-list --count --no-merges %s", REF))
  end)

  it("goes on after git has packed, cleaned and moved everything", function()
    for _, what in ipairs { "gc -q --prune=now", "repack -q -adf --depth=50", "pack-refs --all --prune",
      "reflog expire --expire=now --all", "commit-graph write --reachable", "multi-pack-index write",
      "gc -q --aggressive --prune=now" } do
      support.git(dir, what)
      local before = sound(dir)
      does(dir, "finding respond %s --text 'After git'", nc)
      assert.not_equal(before, sound(dir))
    end
    assert.equal("12", support.git(dir, "rev-list --count %s", REF))
  end)

  it("is the same one from a linked work tree, and from a folder of it", function()
    local there = elsewhere()
    support.git(dir, "worktree add -q %s/w HEAD", there)
    does(there .. "/w", "finding respond %s --text 'From elsewhere'", nc)
    does(there .. "/w/evidence/users", "finding respond %s --text 'From a folder'", nc)
    assert.equal(1, command.tickmark(there .. "/w", "audit --record --quiet").status)
    assert.equal(sound(dir), verify(there .. "/w"))
    for _, words in ipairs { "From elsewhere", "From a folder" } do
      assert.match(words, does(dir, "finding show %s", nc), 1, true)
    end
  end)

  it("can be that of a submodule", function()
    local whole = elsewhere()
    support.sh("git init -q -b main %s && cd %s && git -c protocol.file.allow=always submodule --quiet add -b main %s "
      .. "isms", whole, whole, dir)
    local there = whole .. "/isms"
    as(there, "otto")
    support.git(there, "branch -q audit/internal origin/audit/internal")
    does(there, "finding respond %s --text 'From inside'", nc)
    assert.equal(1, command.tickmark(there, "audit --record --quiet").status)
    sound(there)
    assert.match("From inside", does(whole, "finding show %s --repo isms", nc), 1, true)
    does(whole, "finding respond %s --repo isms --text 'From above'", nc)
  end)

  -- what git is told on the ledger's branch, checked out, and what is said of that
  for _, case in ipairs {
    { "commit -q --allow-empty -m nothing", "adds no event" },
    { "revert -n HEAD && git commit -qm revert", "takes a file away" },
    { "reset -q --soft HEAD~2 && git commit -qm squash", "adds more than one file" },
    { "commit -q --amend --author 'Mallory <mallory@example.com>' --no-edit", "by otto@example.com, and its commit's "
      .. "author is mallory@example.com" },
    { "commit -q --amend --no-edit --date 2026-01-01T00:00:00Z && GIT_COMMITTER_DATE=2026-01-01T00:00:00Z git commit "
      .. "-q --amend --no-edit", "backdated" },
    { "rm -q $(git ls-files | head -1) && git commit -qm rm", "takes a file away" },
    { "checkout -q HEAD~1 && git cherry-pick --keep-redundant-commits --allow-empty audit/internal~1 >/dev/null",
      "adds no event" },
    { "checkout -q --orphan o && git commit -qm root", "not the first commit" },
    { "merge -q --no-edit -s ours --allow-unrelated-histories main", "not the first commit" },
  } do
    it("is caught after git " .. case[1]:match("^%g+ %-*%g+ %-*%g+"), function()
      support.sh("cd %s && git checkout -q audit/internal && git " .. case[1] .. " && tip=$(git rev-parse HEAD) && "
        .. "git checkout -q main && git update-ref " .. REF .. " $tip", dir)
      local said, status = verify(dir)
      assert.equal(4, status, said)
      assert.match(case[2], said, 1, true)
      assert.match("\n?%x%x%x%x%x%x%x%x%x%x%x%x ", said)
    end)
  end
end)
