-- Independence (R-094): who judges a finding has had no hand in what it is about,
-- as the history and the documents of the audited repository tell.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local PEOPLE <const> = [[
people:
  - {id: eva, name: Eva Example, mail: eva@example.com, aliases: [e.example@old.example.com]}
  - {id: otto, mail: otto@example.com, roles: [{role: it, from: 2020-01-01}]}
  - {id: zoe, mail: zoe@example.com, roles: [{role: it, from: 2020-01-01, to: 2021-01-01}]}
]]

local POLICY <const> = [[
---
type: policy
id: POL-MFA
owner: %s
author: %s
approved_by: %s
satisfies: ["A.8.5"]
---
# Authentication
]]

local CONFIG <const> = command.CONFIG .. "people: {file: people.yml}\n"

local function as(name, mail) return ("%s <%s>"):format(name, mail) end

--- Somebody judges the one finding of a repository.
local function judges(dir, name)
  ledgers.as(dir, name)
  local nc = support.git(dir, "log --format=%%s %s", ledgers.REF):match("NC%-%w+")
  return command.tickmark(dir, "finding regrade %s --grade minor --text 'One of many'", nc)
end

local function is_free(dir, name)
  local ran = judges(dir, name)
  assert.equal(0, ran.status, ran.err)
end

local function is_not(dir, name, why)
  local ran = judges(dir, name)
  assert.equal(3, ran.status, ran.out)
  assert.match(why, ran.err, 1, true)
  assert.match("R-094", ran.err, 1, true)
end

describe("who judges a finding", function()
  local dir

  --- A repository with a finding at A.8.5, recorded; `change` commits more to it.
  local function isms(config, change)
    dir = support.repo(command.isms { ["tickmark.yml"] = config or CONFIG, ["people.yml"] = PEOPLE,
      ["checks/names.lua"] = false }, { date = "2026-01-02T12:00:00Z" })
    if change then change(dir) end
    ledgers.as(dir, "robot")
    assert.equal(1, command.tickmark(dir, "audit --record --quiet").status)
  end

  after_each(function() support.remove(dir) end)

  it("is free who had no hand in it", function()
    isms()
    is_free(dir, "eva")
  end)

  it("has not changed the evidence, under any of their addresses", function()
    isms(nil, function()
      support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\nbob,no\n" },
        { author = as("Eva", "e.example@old.example.com"), date = "2026-01-04T12:00:00Z" })
    end)
    is_not(dir, "eva", "you changed evidence/users/2025-12.csv on 2026-01-04 (commit ")
    is_free(dir, "otto")
  end)

  it("has not changed it under a mail that .mailmap says is theirs", function()
    isms(nil, function()
      support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\nbob,no\n",
        [".mailmap"] = "# who is who\nOtto <otto@example.com> <o@home.example.org>\n" },
        { author = as("O", "o@home.example.org"), date = "2026-01-04T12:00:00Z" })
    end)
    is_not(dir, "otto", "you changed evidence/users/2025-12.csv")
    is_free(dir, "eva")
  end)

  it("is not one of several who wrote a change, as its trailers say", function()
    isms(nil, function()
      support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\nbob,no\n" }, {
        message = "More users\n\nCo-Authored-By: Eva <eva@example.com>\nReviewed-by: Otto <otto@example.com>",
        date = "2026-01-04T12:00:00Z" })
    end)
    is_not(dir, "eva", "you changed evidence/users/2025-12.csv")
    is_free(dir, "otto")
  end)

  it("does not own the control, as the Statement of Applicability has it", function()
    isms((CONFIG:gsub("records:", '%0\n  soa: {paths: [soa.yml]}')), function()
      support.commit(dir, { ["soa.yml"] = "type: soa\nid: SOA-1\nrows:\n  - {control: A.8.5, owner: eva}\n" })
    end)
    is_not(dir, "eva", "you own A.8.5 in soa.yml")
    is_free(dir, "otto")
  end)

  it("may have, before the audit period", function()
    isms(CONFIG .. "period: {from: 2026-01-03}\n", function()
      support.commit(dir, { ["evidence/users/2025-11.csv"] = "user,mfa\nada,yes\n" },
        { author = as("Eva", "eva@example.com"), date = "2026-01-02T13:00:00Z" })
      support.commit(dir, { ["README.md"] = "x" }, { date = "2026-01-10T12:00:00Z" })
    end)
    is_free(dir, "eva")
  end)

  for _, case in ipairs {
    { "does not own its policy", "eva@example.com", "x", "x", "you own policies/mfa.md" },
    { "did not write its policy", "x", "Eva Example", "x", "you wrote policies/mfa.md" },
    { "did not approve its policy", "x", "x", "eva", "you approved policies/mfa.md" },
    { "is none of several who approved it", "x", "x", "[otto@x, eva@example.com]", "you approved policies/mfa.md" },
  } do
    it(case[1], function()
      isms(nil, function()
        support.commit(dir, { ["policies/mfa.md"] = POLICY:format(case[2], case[3], case[4]) })
      end)
      is_not(dir, "eva", case[5])
      is_free(dir, "otto")
    end)
  end

  it("does not own the series of its evidence by a role, in the audit period", function()
    isms((CONFIG:gsub("controls: %[A.5.18%]", "controls: [A.8.5]\n    owner: role:it")))
    is_not(dir, "otto", "you own the series")
    is_free(dir, "zoe") -- who held it long ago
  end)
end)
