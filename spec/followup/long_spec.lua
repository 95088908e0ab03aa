-- Verifying a long ledger: each tree is made again from its parent's and the event
-- that the commit speaks of. Where that isn't what the commit holds, it shows.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local command = require("spec.command")
local date = require("tickmark.base.date")
local ledgers = require("spec.ledgers")
local request = require("tickmark.record.request")
local support = require("spec.support")
local tickmark = require("tickmark")

local REF <const> = ledgers.REF
local EVENTS <const> = 1700 -- some hundreds for each worker

--- A ledger of many requests, each answered.
local function long_ledger()
  local dir = support.repo(command.isms())
  ledgers.as(dir, "eva")
  local book <close> = tickmark.book { repo = dir }
  book.author = append.author(book.subject, book.ledger)
  local commits = canon.array {}
  for n = 1, EVENTS / 2 do
    local asked = request.raise(book, { text = "number " .. n, due = date.new(2027, 1, 1) })[1]
    local told
    commits[#commits + 1], told = append.commit(asked, book.author)
    local known = { head = asked.head, heads = { { sha256 = told.sha256, seq = 1 } } }
    local head = book:after(known, "answered", { answer = { text = "there is none", none = "yes" } })
    local answer = book:draft("requests", head, "open", "evidence", "There is none.")
    commits[#commits + 1] = append.commit(answer, book.author)
  end
  append.all(book.subject, book.ledger, commits)
  return dir
end

describe("verify of a ledger of many events", function()
  local origin, dir

  setup(function() origin = long_ledger() end)
  teardown(function() support.remove(origin) end)
  before_each(function() dir = ledgers.copy(origin) end)
  after_each(function() support.remove(dir) end)

  it("looks at each of them", function()
    local ran = command.tickmark(dir, "verify")
    assert.equal(0, ran.status, ran.out .. ran.err)
    assert.match(("%d unsigned"):format(EVENTS), ran.out, 1, true)
    assert.match(("%d commits"):format(EVENTS + 1), ran.out, 1, true)
  end)

  -- what is in the tree of an event's commit, beside or in place of the event
  for _, case in ipairs {
    { "another file", "echo x > extra.md", "adds more than one file", EVENTS // 3 },
    { "another file", "echo x > extra.md", "adds more than one file" },
    { "another mode", "chmod +x $event", "its mode is not that of a plain file", EVENTS // 3 },
    { "no event", "rm $event", "adds no event" },
    { "one event less", "rm $(git ls-files 'requests/*/0001-*' | head -1)", "takes a file away" },
    { "other bytes", "echo more >> $event", "its bytes are not those that its name says" },
    { "another name", "mv $event $(dirname $event)/x.md", "no event's path" },
  } do
    it(("finds %s in %s"):format(case[1], case[4] and "one in the middle, which is the last now" or "the last"),
      function()
        -- the commit anew, with that tree and its own message
        support.sh("cd %s && git worktree add -q --detach .git/work " .. REF .. "~" .. (case[4] or 0)
          .. " && cd .git/work && event=$(git diff --name-only HEAD~1) && " .. case[2] .. " && git add -A && "
          .. "tree=$(git write-tree) && git log -1 --format=%%B > ../message && "
          .. "git update-ref " .. REF .. " $(git log -1 --format=%%aI > ../date; GIT_AUTHOR_DATE=$(cat ../date) "
          .. "GIT_COMMITTER_DATE=$(cat ../date) GIT_AUTHOR_EMAIL=eva@example.com git commit-tree -p HEAD~1 "
          .. "-F ../message $tree)", dir)
        local ran = command.tickmark(dir, "verify")
        assert.equal(4, ran.status, ran.out .. ran.err)
        assert.match(case[3], ran.out, 1, true)
        assert.match(support.git(dir, "rev-parse --short=12 %s", REF), ran.out, 1, true)
      end)
  end
end)
