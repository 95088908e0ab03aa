-- What somebody can do to a ledger below its events, beside them and by merges, with
-- real git: each is caught. What is done to the events is in verify_spec.lua.

local command = require("spec.command")
local date = require("tickmark.base.date")
local identity = require("tickmark.conclude.identity")
local json = require("tickmark.base.json")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local as, does, forge, newest, tamper = ledgers.as, ledgers.does, ledgers.forge, ledgers.newest, ledgers.tamper
local NOW <const>, REF <const> = ledgers.NOW, ledgers.REF

--- It is caught, in these words, with what is named.
local function caught(dir, why, named, more)
  local ran = command.tickmark(dir, "verify " .. (more or ""))
  local said = ran.out .. ran.err
  assert.equal(4, ran.status, said)
  assert.match(why, said, 1, true)
  assert.match(named, said, 1, true)
  return said
end

local function id_of(dir, what) return support.git(dir, "rev-parse %s", what) end

--- A head that goes on from another, as mallory writes it.
local function follow(head, sha256)
  head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", NOW
  return head
end

--- All objects as files of their own.
local function unpack_all(dir)
  support.sh("cd %s && for p in .git/objects/pack/*.pack; do mv $p .git/p; git unpack-objects -q < .git/p; "
    .. "rm -f .git/p ${p%%.pack}.*; done", dir)
end

local function loose(dir, id) return ("%s/.git/objects/%s/%s"):format(dir, id:sub(1, 2), id:sub(3)) end

local HEX <const> = ("%02x"):rep(20)

--- Let two names of a pack's index stand for each other's bytes; all sums are right.
local function swap_in_pack(dir, a, b)
  support.git(dir, "gc -q")
  local path = support.sh("echo %s/.git/objects/pack/*.idx", dir)
  local index = command.read(path)
  local n = string.unpack(">I4", index, 8 + 255 * 4 + 1)
  local at = {}
  for i = 0, n - 1 do at[HEX:format(index:byte(1033 + 20 * i, 1052 + 20 * i))] = i end
  local function place(start, id) return start + 4 * at[id] end
  for _, start in ipairs { 1033 + 20 * n, 1033 + 24 * n } do -- sums, offsets
    local one, other = place(start, a), place(start, b)
    if one > other then one, other = other, one end
    index = index:sub(1, one - 1) .. index:sub(other, other + 3) .. index:sub(one + 4, other - 1)
      .. index:sub(one, one + 3) .. index:sub(other + 4)
  end
  index = index:sub(1, -21)
  support.write(dir .. "/.git/index-of-pack", index)
  os.remove(path)
  support.write(path, index .. support.bytes(support.sh("sha1sum <%s | cut -c1-40", dir .. "/.git/index-of-pack")))
end

describe("a ledger", function()
  local origin, dir, nc

  setup(function()
    origin = support.repo(command.isms(), { date = "2026-10-01T12:00:00Z" })
    as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log -1 --format=%%s %s", REF):match("NC%-%w+")
    as(origin, "otto")
    does(origin, "finding respond %s --text 'We see it'", nc)
    does(origin, "finding respond %s --text 'And the reason'", nc)
    as(origin, "eva")
    support.git(origin, "checkout -q -b spare")
    support.commit(origin, { ["spare.md"] = "# What nothing needs\n" })
    support.git(origin, "checkout -q main")
  end)
  teardown(function() support.remove(origin) end)
  before_each(function() dir = ledgers.copy(origin) end)
  after_each(function() support.remove(dir) end)

  describe("is caught where an object on disk", function()
    -- which, another of its kind, and by what it is named
    local function objects()
      local _, path = newest(dir)
      return {
        { REF .. ":" .. path, "spare:spare.md", path }, { REF .. ":" .. path, REF .. ":" .. path:match("^.*/")
          .. support.git(dir, "ls-tree --name-only %s:%s", REF, path:match("^(.*)/")):match("0001[^\n]*"), path },
        { REF, "spare" }, { REF .. "~1", "spare" }, { REF .. "~1", REF .. "~2" }, { REF .. "^{tree}", "spare^{tree}" },
        { REF .. ":findings", REF .. "~1:findings" },
      }
    end

    --- Do it to each, in a copy.
    local function each(change, ...)
      for _, case in ipairs(objects()) do
        local id, other = id_of(dir, case[1]), id_of(dir, case[2])
        local whole = dir
        dir = ledgers.copy(whole)
        change(id, other)
        local said = caught(dir, id, case[3] or id)
        local is_told = false
        for _, why in ipairs { ... } do is_told = is_told or said:find(why, 1, true) ~= nil end
        assert.is_true(is_told, case[1] .. said)
        support.remove(dir)
        dir = whole
      end
    end

    it("is another than its name says", function()
      unpack_all(dir)
      each(function(id, other)
        support.sh("chmod u+w %s && cp %s %s", loose(dir, id), loose(dir, other), loose(dir, id))
      end, "its bytes have another hash")
    end)

    it("is another than its name says, inside of a pack", function()
      each(function(id, other) swap_in_pack(dir, id, other) end, "its bytes have another hash")
    end)

    it("is gone", function()
      unpack_all(dir)
      each(function(id) os.remove(loose(dir, id)) end, "is missing")
    end)
  end)

  it("whose tip is gone is no ledger that has not begun, to anybody", function()
    unpack_all(dir)
    os.remove(loose(dir, id_of(dir, REF)))
    for _, what in ipairs { "finding list", "status", "audit --record --quiet",
      ("finding respond %s --text x"):format(nc) } do
      local ran = command.tickmark(dir, what)
      assert.equal(3, ran.status, what .. ran.out)
      assert.match("which is missing", ran.err, 1, true)
    end
  end)

  describe("is caught where its reference", function()
    for _, case in ipairs {
      { "is a symbolic one", "git branch aside " .. REF .. " && git symbolic-ref " .. REF .. " refs/heads/aside",
        "a symbolic reference" },
      { "is a symbolic one to nowhere", "git symbolic-ref " .. REF .. " refs/heads/nowhere", "a symbolic reference" },
      { "says a commit that isn't there", "echo 1234567890123456789012345678901234567890 >.git/" .. REF,
        "is at 1234567890123456789012345678901234567890, which is missing" },
      { "says a tree", "git rev-parse HEAD^{tree} >.git/" .. REF, "a tree, not a commit" },
      { "says a commit of the audited branch", "git rev-parse HEAD >.git/" .. REF, "not the first commit" },
    } do
      it(case[1], function()
        support.sh("cd %s && " .. case[2], dir)
        caught(dir, case[3], "")
      end)
    end
  end)

  describe("is caught where an event", function()
    --- By plain git, a file that mallory made.
    local function forged(make, why)
      local head, _, sha256 = newest(dir)
      local path
      tamper(dir, function(work) path = make(work, follow(head, sha256)) end)
      caught(dir, why, path)
    end

    local function renamed(work, path, name)
      support.sh("cd %s && mkdir -p $(dirname %s) && mv %s %s", work, name, path, name)
      return name
    end

    it("has a name that was ground to be like that of its bytes", function()
      forged(function(work, head)
        local path = forge(work, head)
        return renamed(work, path, (path:gsub("%x%x%.md$", "00.md")))
      end, "its bytes are not those that its name says")
    end)

    it("has the name of what was there before, under the next number", function()
      forged(function(work)
        local old = support.sh("cd %s && ls findings/*/*/0002-*", work)
        local name = old:gsub("0002", "0004")
        support.sh("cd %s && cp %s %s", work, old, name)
        return name
      end, "its head is not what its name says")
    end)

    it("says another state in its name", function()
      forged(function(work, head)
        local path = forge(work, head)
        return renamed(work, path, (path:gsub("responded", "verified")))
      end, "its head is not what its name says")
    end)

    it("stands in another finding's folder", function()
      forged(function(work, head)
        local path = forge(work, head)
        return renamed(work, path, (path:gsub("findings/%w+/%w+", "findings/AA/AAAAAAAAAAAAAAAA")))
      end, "its head is not what its name says")
    end)

    it("is of a day that is yet to come, on which nobody builds", function()
      local head, _, sha256 = newest(dir)
      local day = tostring(date.parse(NOW) + 90)
      tamper(dir, function(work)
        follow(head, sha256).on = day
        forge(work, head)
      end, day .. "T12:00:00Z")
      caught(dir, ("it is of %s, which is yet to come"):format(day), id_of(dir, REF):sub(1, 12))
      for _, what in ipairs { "finding respond " .. nc .. " --text x", "audit --record --quiet" } do
        support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\nbob,no\n" })
        local before = id_of(dir, REF)
        local ran = command.tickmark(dir, what)
        assert.equal(4, ran.status, ran.out)
        assert.match("its newest commit is of " .. day, ran.err, 1, true)
        assert.equal(before, id_of(dir, REF))
      end
    end)
  end)

  describe("is caught where a merge", function()
    local other

    --- Two clones go apart; what plain git then does with the other.
    local function merged(theirs, how)
      other = ledgers.copy(dir)
      finally(function() support.remove(other) end)
      as(other, "mallory")
      does(other, theirs, nc)
      does(dir, "finding regrade %s --grade major --basis systematic_failure --text 'All of them'", nc)
      ledgers.merge(dir, other, how)
    end

    it("takes one side only", function()
      merged("finding respond %s --text Else", "-s ours")
      caught(dir, "a merge that takes a file away", "0004-responded-")
    end)

    it("takes one side only, and the other was what decides", function()
      merged("finding respond %s --text Else", "-s ours --no-commit; "
        .. "git read-tree -u --reset $theirs; git commit -qm m")
      caught(dir, "a merge that takes a file away", "0004-regraded-")
    end)

    it("changes an event", function()
      merged("finding respond %s --text Else", "--no-commit; echo more >>$(git ls-files 'findings/*/0002-*'); "
        .. "git commit -qam m")
      caught(dir, "a merge that changes a file", "0002-responded-")
    end)

    it("brings an event of its own", function()
      merged("finding respond %s --text Else", "--no-commit; f=$(git ls-files 'findings/*/0002-*'); "
        .. "cp $f $(echo $f | sed s/0002/0005/); git add -A; git commit -qm m")
      caught(dir, "a merge that adds a file of its own", "0005-responded-")
    end)

    it("is of a time before its parents'", function()
      merged("finding respond %s --text Else", "--no-commit; GIT_COMMITTER_DATE=2026-09-01T00:00:00Z git commit -qm m")
      caught(dir, "backdated", id_of(dir, REF):sub(1, 12))
    end)

    it("joins what is no ledger", function()
      merged("finding respond %s --text Else", "&& git merge -q --no-edit --allow-unrelated-histories "
        .. id_of(dir, "main"))
      caught(dir, "not the first commit", id_of(dir, "main"):sub(1, 12))
    end)

    it("joins a branch that decides anew what was over, from before it was", function()
      other = ledgers.copy(dir)
      finally(function() support.remove(other) end)
      does(dir, "finding withdraw %s --text 'Not so'", nc)
      as(other, "mallory")
      does(other, "finding respond %s --text 'Side branch'", nc)
      as(other, "trudy")
      does(other, "finding regrade %s --grade major --basis systematic_failure --text 'All of them'", nc)
      ledgers.merge(dir, other)
      caught(dir, "what was over has been decided again, on another branch", "")
      -- nor can it be settled so, by hand
      local heads = {}
      for path in support.git(dir, "ls-tree -r --name-only %s", REF):gmatch("[^\n]+") do
        local state, sha256 = path:match("%-(%l+)%-(%x+)%.md$")
        heads[state] = { sha256 = sha256, path = path }
      end
      tamper(dir, function(work)
        local head = ledgers.head_of(dir, heads.regraded.path)
        head.seq, head.by, head.on = 6, "mallory@example.com", NOW
        head.previous = { heads.withdrawn.sha256, heads.regraded.sha256 }
        head.settled = { by = "mallory@example.com", on = NOW, text = "So it is", verdict = "settled" }
        forge(work, head)
      end)
      caught(dir, "what was over has been decided again", "0006-regraded-")
    end)
  end)

  it("isn't read through git's replacements and grafts", function()
    local _, path = newest(dir)
    support.git(dir, "replace %s %s", id_of(dir, REF .. ":" .. path), id_of(dir, "HEAD:tickmark.yml"))
    support.git(dir, "replace %s %s", id_of(dir, REF .. "~1"), id_of(dir, "HEAD"))
    support.write(dir .. "/.git/info/grafts", id_of(dir, REF) .. "\n")
    local ran = command.tickmark(dir, "verify")
    assert.equal(0, ran.status, ran.out .. ran.err)
    assert.match("6 commits", ran.out, 1, true)
  end)
end)

describe("findings whose ids begin alike", function()
  local dir
  local LETTERS <const> = 5 -- that are alike; ground below
  local said, ids = {}, {}

  setup(function()
    local seen, n = {}, 0
    repeat
      n = n + 1
      local what = "Statement " .. n
      local id = identity.id("acme", identity.of("A.8.13", "raised", nil, what), 0)
      local twin = seen[id:sub(1, LETTERS)]
      if twin then said, ids = { twin.what, what }, { twin.id, id } end
      seen[id:sub(1, LETTERS)] = { what = what, id = id }
    until twin
    dir = support.repo(command.isms())
    as(dir, "eva")
    for _, what in ipairs(said) do
      does(dir, "finding raise --requirement A.8.13 --grade minor --basis documentation_gap --statement %s "
        .. "--evidence evidence/users/2025-12.csv", what)
    end
  end)
  teardown(function() support.remove(dir) end)

  it("are told apart by longer names, everywhere", function()
    local list = json.decode(does(dir, "finding list --format json"))
    local name = {}
    for _, one in ipairs(list) do name[one.id] = one.name end
    for i, id in ipairs(ids) do
      local other = ids[3 - i]
      local short = name[id]:match("^NC%-(%w+)$")
      assert.equal(id:sub(1, #short), short)
      assert.is_true(#short > LETTERS and short ~= other:sub(1, #short), short)
      assert.match(said[i], does(dir, "finding show %s", name[id]), 1, true)
      assert.match(name[id], does(dir, "status"), 1, true)
    end
  end)

  it("aren't taken for each other by a name that both have", function()
    for _, len in ipairs { 4, LETTERS } do
      local ran = command.tickmark(dir, "finding respond NC-%s --text x", ids[1]:sub(1, len))
      assert.equal(3, ran.status)
      assert.match("more than one finding has that name", ran.err, 1, true)
      for _, id in ipairs(ids) do assert.match("NC-" .. id:sub(1, LETTERS + 1), ran.err, 1, true) end
    end
    does(dir, "finding respond %s --text 'The first'", ids[1]:sub(1, LETTERS + 3))
    assert.match('"state": "responded"', does(dir, "finding show %s --format json", ids[1]), 1, true)
    assert.match('"state": "open"', does(dir, "finding show %s --format json", ids[2]), 1, true)
    assert.equal(0, command.tickmark(dir, "verify").status)
  end)
end)
