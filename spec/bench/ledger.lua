--- Times the ledger: events appended in batches and one by one, a list, verify.
--
-- usage: lua5.4 spec/bench/ledger.lua BUILD [EVENTS [SIGNED]]
-- Prints what spec/bench/README.md records.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local request = require("tickmark.record.request")
local signing = require("tickmark.record.signing")
local tickmark = require("tickmark")

local build, events, signs = arg[1] or "build", tonumber(arg[2]) or 60000, tonumber(arg[3]) or 6000
local BATCH <const> = 100

local function sh(command, ...) return os.execute(command:format(...)) end

--- A new repository of the example, where somebody writes.
local function new_repository()
  local work = os.tmpname()
  os.remove(work)
  assert(sh("lua5.4 examples/demo/make.lua %s >/dev/null && cd %s && git config user.name A && "
    .. "git config user.email a@b", work, work))
  return work
end

--- Seconds that a function takes.
local function timed(work_of)
  local start = core.ticks()
  work_of()
  return (core.ticks() - start) / 1000
end

--- The middle of three times.
local function median(work_of)
  local times = { timed(work_of), timed(work_of), timed(work_of) }
  table.sort(times)
  return times[2]
end

local statement = ("a fact that is told in some words, "):rep(3)

local function finding(book, n)
  local head = book:first("open", "A.8.5\0bench\0" .. n, {
    type = "nonconformity", requirement = "A.8.5", grade = "minor", grade_is = "decided",
    basis = "isolated_lapse", statement = statement .. n, items = canon.array {},
    evidence = canon.array {}, raised_on = tostring(book.today) })
  return book:draft("findings", head, "new", "A.8.5 minor", head.statement)
end

--- Append events in batches; six of a finding, one after the other.
local function append_all(book, count, sign)
  local heads = {}
  for from = 0, count - 1, BATCH do
    local commits = canon.array {}
    for i = from, from + BATCH - 1 do
      local of, draft = i // 6
      local known = heads[of]
      if not known then
        draft = finding(book, of)
      else
        local head = book:after(known, "responded", { response = { text = "answer " .. i, by = "a@b" } })
        draft = book:draft("findings", head, known.head.state, "A.8.5 minor", "answer " .. i)
      end
      local commit, told = append.commit(draft, book.author)
      heads[of] = { head = draft.head, heads = { { sha256 = told.sha256, seq = draft.head.seq } } }
      commits[#commits + 1] = commit
    end
    assert(append.try(book.subject, book.ledger, commits, sign))
  end
end

local function size(work)
  local p <close> = assert(io.popen("du -sm " .. work .. "/.git/objects | cut -f1"))
  return tonumber(p:read("a"))
end

local rows = {}
local function row(what, fmt, ...) rows[#rows + 1] = { what, fmt:format(...) } end

--- What a ledger of so many events costs, unsigned.
local function unsigned(count)
  local work = new_repository()
  local book = tickmark.book { repo = work }
  book.author = append.author(book.subject, book.ledger)
  row("appended, fsynced, batches of 100", "%.0f a second", count / timed(function() append_all(book, count) end))
  sh("cd %s && git fast-export --signed-tags=strip refs/heads/audit/internal >.git/stream 2>/dev/null && "
    .. "git init -q --bare .git/yardstick.git", work)
  row("  git fast-import of the same commits", "%.0f a second", count / timed(function()
    sh("git -C %s/.git/yardstick.git fast-import --quiet <%s/.git/stream", work, work)
  end))
  sh("rm -rf %s/.git/yardstick.git %s/.git/stream", work, work)
  row("single, durable", "%.0f a second", 200 / timed(function()
    for n = 1, 200 do
      book:change(function()
        return request.raise(book, { text = "number " .. n, due = date.new(2027, 1, 1) })
      end)
    end
  end))
  book:close()
  local written = size(work)
  sh("cd %s && git gc -q 2>/dev/null", work)
  row("objects, as written / after git gc", "%d / %d MiB", written, size(work))
  local function list()
    sh("%s/tickmark finding list --repo %s --quiet >/dev/null", build, work)
  end
  row(("list %d findings, nothing remembered"):format(count // 6), "%.0f ms", 1000 * timed(list))
  row(("list %d findings"):format(count // 6), "%.0f ms", 1000 * median(list))
  row("verify, unsigned", "%.2f s", median(function()
    sh("%s/tickmark verify --repo %s >/dev/null", build, work)
  end))
  sh("%s/tickmark verify --repo %s --remember %s/tips >/dev/null", build, work, work)
  row("verify, since the remembered tip", "%.0f ms", 1000 * median(function()
    sh("%s/tickmark verify --repo %s --remember %s/tips >/dev/null", build, work, work)
  end))
  sh("rm -rf %s", work)
end

--- The same of events that ssh-keygen has signed, one by one.
local function signed(count)
  local work = new_repository()
  assert(sh("cd %s && ssh-keygen -q -t ed25519 -N '' -f .git/key && git config gpg.format ssh && "
    .. "git config user.signingkey $PWD/.git/key", work))
  assert(sh("%s/tickmark trust appoint a@b --role lead-auditor --key %s/.git/key.pub --repo %s >/dev/null", build, work,
    work))
  assert(sh("%s/tickmark trust require all --repo %s >/dev/null", build, work))
  local book = tickmark.book { repo = work }
  local settings
  book.author, settings = append.author(book.subject, book.ledger)
  append_all(book, count, signing.of(book:trust(), { "findings" }, "either", book.author, settings))
  book:close()
  sh("cd %s && git gc -q 2>/dev/null", work)
  row(("verify, all of %d signed"):format(count), "%.2f s", median(function()
    assert(sh("%s/tickmark verify --repo %s >/dev/null", build, work))
  end))
  sh("rm -rf %s", work)
end

unsigned(events)
signed(signs)
print(("%d events"):format(events))
for _, one in ipairs(rows) do print(("%-40s %s"):format(one[1], one[2])) end
