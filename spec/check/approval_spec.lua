--- What somebody has approved, accepted or waived, and what a change does to it.

local command = require("spec.command")
local policies = require("spec.policies")
local support = require("spec.support")

local policy, CONFIG <const>, P <const> = policies.policy, policies.CONFIG, policies.PATH

describe("what is approved", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = policy() } end)
  after_each(function() support.remove(dir) end)

  local function says(files, words, status) policies.says(dir, files, words, status) end

  it("voids an approval when the text changes", function()
    says({ [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', owner = "role:hr" }) },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', approved_on = "2026-02-02" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
    says({ [P] = policy({ version = '"1.1"', status = "in-review" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
  end)

  it("does not get its approval back by going through another status", function()
    support.commit(dir, { [P] = policy({ version = '"1.1"', status = "in-review" }, "# X\n\nOther words.\n") })
    says({ [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', approved_on = "2026-02-02" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
    says({ [P] = policy() }, "nothing to mend in 1 document", 0) -- the text that was approved
  end)

  it("does not get it back by moving meanwhile, either", function()
    support.commit(dir, { [P] = false, ["policies/y.md"] = policy { status = "in-review" } })
    support.commit(dir, { ["policies/y.md"] = policy({ status = "in-review", version = '"2"' }, "# Quite other\n") })
    says({ ["policies/y.md"] = policy({ version = '"2"' }, "# Quite other\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("isn't approved again by another spelling of who did it, or by an earlier day", function()
    for _, change in ipairs { { approved_by = "Ann" }, { approved_by = "eve" }, { approved_on = "2026-01-01" } } do
      change.version = '"1.1"'
      says({ [P] = policy(change, "# X\n\nOther words.\n") },
        "error: its text has changed since it was approved on 2026-01-02", 1)
    end
  end)

  describe("and merged", function()
    local AFTER <const> = { date = "2026-01-28T12:00:00Z" }
    local BODY <const> = "# X\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n"
    --- Two branches change it, each approved on a day; theirs is merged into ours, not yet committed.
    local function merge(our_day, their_day)
      support.commit(dir, { [P] = policy(nil, BODY) })
      support.git(dir, "checkout -qb theirs")
      local theirs, ours = BODY:gsub("Four", "Other"), BODY:gsub("One", "First")
      support.commit(dir, { [P] = policy({ version = '"1.2"', approved_on = their_day }, theirs) }, AFTER)
      support.git(dir, "checkout -q main")
      support.commit(dir, { [P] = policy({ version = '"1.1"', approved_on = our_day }, ours) }, AFTER)
      support.sh("git -C %s merge -q --no-commit theirs >/dev/null 2>&1 || true", dir)
    end
    local JOINED <const> = BODY:gsub("One", "First"):gsub("Four", "Other")

    it("is approved by neither of two approvals, if it has something of both texts", function()
      merge("2026-01-20", "2026-01-25")
      for _, day in ipairs { "2026-01-20", "2026-01-25" } do
        says({ [P] = policy({ version = '"1.3"', approved_on = day }, JOINED) },
          "error: its text has changed since it was approved on ", 1)
      end
      says({ [P] = policy({ version = '"1.3"', approved_on = "2026-01-26" }, JOINED) },
        "nothing to mend in 1 document", 0)
      says({ [P] = policy({ version = '"1.3"', status = "in-review" }, JOINED) }, "nothing to mend in 1 document", 0)
    end)

    it("is found where that went past the hook", function()
      merge("2026-01-20", "2026-01-25")
      support.commit(dir, { [P] = policy({ version = '"1.3"', approved_on = "2026-01-25" }, JOINED) }, AFTER)
      local ran = command.tickmark(dir, "verify HEAD~1..HEAD")
      assert.match("its text has changed since it was approved on 2026-01-25", ran.out, 1, true)
      assert.match("1 in 2 commits of documents went past the hook: 1 error", ran.out, 1, true)
    end)

    it("is approved as one of them was, if it has that text, whatever the other's day", function()
      merge("2026-01-20", "2026-01-25")
      says({ [P] = policy({ version = '"1.2"', approved_on = "2026-01-25" }, (BODY:gsub("Four", "Other"))) },
        "nothing to mend in 1 document", 0)
    end)

    it("is approved as one of them was, also where both were on one day", function()
      merge("2026-01-20", "2026-01-20")
      says({ [P] = policy({ version = '"1.2"', approved_on = "2026-01-20" }, (BODY:gsub("Four", "Other"))) },
        "nothing to mend in 1 document", 0)
      says({ [P] = policy({ version = '"1.2"', approved_on = "2026-01-20" }, JOINED) },
        "error: its text has changed since it was approved on 2026-01-20", 1)
    end)

    it("does not get an older approval back from the other side", function()
      merge("2026-01-25", "2026-01-20")
      says({ [P] = policy({ version = '"1.2"', approved_on = "2026-01-20" }, (BODY:gsub("Four", "Other"))) },
        "error: its text has changed since it was approved on 2026-01-25", 1)
    end)
  end)

  it("is void for as long as the text is another, also for who comes later", function()
    local VOID <const> = "policies/x.md:3:1: error: its text has changed since it was approved on 2026-01-02"
    support.commit(dir, { [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") }, -- past the hook
      { date = "2026-01-20T12:00:00Z" })
    local ran = command.tickmark(dir, "check")
    assert.match(VOID, ran.out, 1, true)
    assert.equal(1, ran.status)
    for _, change in ipairs { { version = '"1.2"' }, { version = '"1.1"', next_review = "2999-02-02" } } do
      says({ [P] = policy(change, "# X\n\nOther words.\n") }, VOID, 1)
    end
    support.commit(dir, { [P] = policy() })
    ran = command.tickmark(dir, "check")
    assert.same({ 0, "nothing to mend in 1 document\n" }, { ran.status, ran.out })
    support.commit(dir, { [P] = policy({ version = '"2"', approved_on = "2026-02-02" }, "# X\n\nOther words.\n") })
    assert.equal(0, command.tickmark(dir, "check").status)
  end)

  it("holds for each of several versions that were approved on one day, and came then", function()
    local today = os.date("!%Y-%m-%d")
    local now = { date = today .. "T00:00:01Z" }
    support.commit(dir, { [P] = policy({ version = '"1.1"', approved_on = today }, "# X\n\nBetter.\n") }, now)
    support.commit(dir, { [P] = policy({ version = '"1.2"', approved_on = today }, "# X\n\nBest.\n") }, now)
    assert.equal(0, command.tickmark(dir, "check").status)
    says({ [P] = policy({ version = '"1.2"', approved_on = today, next_review = "2999-02-02" }, "# X\n\nBest.\n") },
      "warning: a review that changed nothing", 0)
    says({ [P] = policy({ version = '"1.2"', approved_on = today }, "# X\n\nWorse.\n") },
      "error: its text has changed since it was approved on " .. today, 1)
  end)

  it("is not voided by what --fix mends", function()
    support.commit(dir, { [P] = (policy { effective_on = "3 Feb 2026" }):gsub("\n$", "") })
    command.tickmark(dir, "check --fix")
    support.git(dir, "add -A")
    local ran = command.tickmark(dir, "check --staged")
    assert.same({ 0, "nothing to mend in 1 document\n" }, { ran.status, ran.out })
  end)

  it("is a late entry when it is written down long after its day, and has an author", function()
    local late = { ["tickmark.yml"] = CONFIG:gsub("P20Y", "P14D") }
    support.commit(dir, late)
    local new = policy({ version = '"1.1"', approved_on = "2026-01-20" }, "# X\n\nOther words.\n")
    says({ [P] = new }, "warning: approved on 2026-01-20, and written down ", 0)
    local ran = command.tickmark(dir, "check --staged --as-of 2026-02-03")
    assert.equal("nothing to mend in 1 document\n", ran.out)
    ran = command.tickmark(dir, "check --staged --as-of 2026-02-04")
    assert.match("approved on 2026-01-20, and written down 15 days later", ran.out, 1, true)
    says({ [P] = policy { approved_on = "2026-01-20", version = '"1.1"', author = false } },
      "warning: approved, and author is empty", 0)
  end)

  it("may be approved for the first time on a day that it had before", function()
    support.commit(dir, { ["policies/y.md"] = policy { id = "POL-Y", status = "in-review" } })
    says({ ["policies/y.md"] = policy { id = "POL-Y" } }, "nothing to mend in 1 document", 0)
  end)

  it("does not get it back by being away for a while", function()
    support.commit(dir, { [P] = false })
    local evil = policy({ version = '"2"' }, "# X\n\nOther words.\n")
    says({ [P] = evil }, "error: its text has changed since it was approved on 2026-01-02", 1)
    support.sh("git -C %s reset -q --hard", dir)
    support.commit(dir, { ["attic/x.md"] = policy() })
    says({ ["attic/x.md"] = false, ["policies/y.md"] = evil },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("may go back to what was approved, and is not blamed for what stood between", function()
    support.commit(dir, { [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") })
    says({ [P] = policy() }, "nothing to mend in 1 document", 0)
    says({ [P] = policy({ version = '"1.2"' }, "# X\n\nThird words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("is approved again on the same day only as another version", function()
    local today = os.date("!%Y-%m-%d")
    support.commit(dir, { [P] = policy { approved_on = today } })
    says({ [P] = policy({ approved_on = today }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on " .. today, 1)
    says({ [P] = policy({ approved_on = today, version = '"1.1"' }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
  end)

  it("has not been approved by another on the same day", function()
    says({ [P] = policy { approved_by = "eve" } }, "x.md:2:1: error: ann approved it on 2026-01-02, not eve", 1)
  end)

  it("is not approved by its author whom the change doesn't name any more", function()
    local words = policy({ version = '"1.1"', approved_by = "bob", approved_on = "2026-05-05" }, "# Y\n")
    says({ [P] = words:gsub("author: bob\n", "") }, "error: approved_by and author are both bob", 1)
    says({ [P] = policy({ version = '"1.1"', approved_by = '"eve, bob"', approved_on = "2026-05-05" }, "# Y\n") },
      "error: approved_by and author are both bob", 1)
  end)

  it("is read whatever the case of its words", function()
    says({ [P] = policy({ version = '"1.1"', status = '"Approved "', approved_by = '""' }, "# Y\n") },
      "error: approved, and approved_by is empty", 1)
    says({ [P] = policy { status = "Draft", author = "ann" } }, "warning: approved_by and author are both ann", 0)
  end)

  it("keeps the entries of registers, by their ids", function()
    local function risks(...)
      local lines = { "risks:" }
      for _, one in ipairs { ... } do
        lines[#lines + 1] = ("  - {id: %s, owner: ann, level: %s, assumptions: x, accepted_by: ann, "
          .. "accepted_on: 2026-01-01}"):format(one[1], one[2])
      end
      return table.concat(lines, "\n") .. "\n"
    end
    support.commit(dir, { ["risks/a.yml"] = risks({ "RISK-1", "low" }, { "RISK-2", "low" }) })
    says({ ["risks/a.yml"] = risks { "RISK-1", "high" } },
      "risks/a.yml:2:30: error: level has changed since accepted_by: ann", 1)
    support.commit(dir, { ["risks/a.yml"] = risks({ "RISK-1", "high" }, { "RISK-2", "low" }):gsub(
      "accepted_by: ann", 'accepted_by: ""', 1) })
    says({ ["risks/a.yml"] = risks({ "RISK-1", "high" }, { "RISK-2", "low" }) },
      "risks/a.yml:2:30: error: level has changed since accepted_by: ann", 1)
    says({ ["risks/a.yml"] = risks { "RISK-1", "low" } }, "warning: a risk (RISK-2) is taken away", 0)
    says({ ["risks/b.yml"] = risks { "RISK-2", "high" } }, "risks/b.yml:2:30: error: level has changed since", 1)
    says({ ["risks/b.yml"] = risks { "RISK-2", "low" } }, "nothing to mend in 2 documents", 0)
    support.git(dir, "commit -qm moved")
    support.commit(dir, { ["risks/a.yml"] = "risks: []\n" })
    says({ ["risks/b.yml"] = risks({ "RISK-2", "low" }, { "RISK-1", "low" }) },
      "risks/b.yml:3:6: error: id: RISK-1 was the id of risks/a.yml, which is gone", 1)
    says({ ["risks/b.yml"] = risks({ "RISK-2", "low" }, { "RISK-2", "low" }) },
      "risks/b.yml:3:6: error: id: RISK-2 is the id of risks/b.yml already", 1)
  end)

  it("can't put off when a waiver ends without asking again", function()
    local function waiver(ends, on)
      return ("id: WV-1\nrequirement: \"A.8.5\"\nreason: x\napproved_by: ann\napproved_on: %s\n"
        .. "from: 2026-01-01\nexpires_on: %s\n"):format(on or "2026-01-01", ends)
    end
    support.commit(dir, { ["waivers/w.yml"] = waiver "2026-06-30" })
    says({ ["waivers/w.yml"] = waiver "2026-12-31" },
      "waivers/w.yml:7:1: error: expires_on has changed since approved_by: ann", 1)
    says({ ["waivers/w.yml"] = waiver("2026-12-31", "2026-06-01") }, "nothing to mend", 0)
    says({ ["waivers/w.yml"] = waiver("2999-12-31", ""):gsub("from:[^\n]*\n", "") }, ", more than P1Y after", 1)
    says({ ["waivers/w.yml"] = waiver("2027-01-02", "2026-06-01") },
      "error: expires_on: 2027-01-02, more than P1Y after 2026-01-01", 1)
  end)
end)
