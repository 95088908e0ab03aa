--- Who approved which text of a document: by real commits, merges and signatures.

local command = require("spec.command")
local json = require("tickmark.base.json")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local P <const> = "policies/x.md"

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
people: {file: people.yml}
records:
  policy: {paths: ["policies/*.md"]}
  procedure: {paths: ["handbook/*.md"], head: none, id: path, approval: signed-merge}
checks: {paths: []}
]]

local PEOPLE <const> = [[
people:
  - {id: eva, name: Eva, mail: eva@example.com, roles: [{role: ceo, from: 2026-01-01, to: 2026-06-30}]}
  - {id: otto, name: Otto, mail: otto@example.com, aliases: [o@old.example.com], roles: [{role: ceo, from: 2026-07-01}]}
]]

local function policy(head, body)
  return "---\nid: POL-X\ntitle: X\nowner: role:it\nauthor: bob\n" .. head .. "---\n" .. (body or "# X\n")
end

local function approved(version, by, on, body)
  return policy(('version: "%s"\nstatus: approved\napproved_by: %s\napproved_on: %s\n'):format(version, by, on), body)
end

describe("tickmark approvals", function()
  local dir
  before_each(function()
    dir = support.repo({ ["tickmark.yml"] = CONFIG, ["people.yml"] = PEOPLE,
      [P] = policy('version: "0.1"\nstatus: draft\n') }, { date = "2026-01-10T12:00:00Z" })
  end)
  after_each(function() support.remove(dir) end)

  local function at(day, files, who)
    for path, text in pairs(files) do support.write(dir .. "/" .. path, text) end
    support.sh("cd %s && git add -A && GIT_AUTHOR_EMAIL=%s@example.com GIT_AUTHOR_DATE=%sT12:00:00Z "
      .. "GIT_COMMITTER_DATE=%sT12:00:00Z git commit -qm x", dir, who or "ada", day, day)
    return support.git(dir, "rev-parse HEAD")
  end

  local function told(words, status)
    local ran = command.tickmark(dir, "approvals --format json " .. (words or P))
    assert.same({ "", status or 0 }, { ran.err, ran.status }, ran.out)
    return json.decode(ran.out)
  end

  it("tells of a text that is in force, who approved it, and as what", function()
    local commit = at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    local found = told()
    assert.same({ "POL-X", true, 1, 0 }, { found.id, found.in_force, #found.approvals, #found.since })
    local one = found.approvals[1]
    assert.same({ "2026-02-02", "eva", "1.0", commit, "claim" }, { one.on, one.by, one.version, one.commit, one.proof })
    assert.same({ "eva" }, one.persons)
    assert.same({ "role:ceo" }, one.roles)
    assert.equal(support.git(dir, "rev-parse HEAD:" .. P), one.blob)
    local shown = command.tickmark(dir, "approvals " .. P).out
    assert.match("2026-02-02  eva  role:ceo  1.0 ", shown, 1, true)
    assert.match("a claim: not signed\n\nIn force: its text is the one that was approved on 2026-02-02.\n", shown,
      1, true)
  end)

  it("finds a document from the folder where somebody is", function()
    at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    local folder, name = P:match("^(.*)/(.*)$")
    for _, words in ipairs { name, "./" .. name, dir .. "/" .. P } do
      local ran = command.shell("cd %s && \"$TICKMARK\" approvals %s", dir .. "/" .. folder, words)
      assert.equal(0, ran.status, ran.err)
      assert.match("In force", ran.out, 1, true)
    end
    local ran = command.shell("cd %s && \"$TICKMARK\" approvals %s", dir .. "/" .. folder, P)
    assert.match("no such file on the line of this commit", ran.err, 1, true)
    assert.match("paths begin in the folder where you are", ran.err, 1, true)
  end)

  it("tells who held a role on that day", function()
    at("2026-02-03", { [P] = approved("1.0", "role:ceo", "2026-02-02") })
    at("2026-08-03", { [P] = approved("2.0", "role:ceo", "2026-08-02", "# Y\n") })
    local found = told().approvals
    assert.same({ { "otto" }, { "eva" } }, { found[1].persons, found[2].persons })
    at("2026-08-04", { ["people.yml"] = "people: []\n" }) -- who was who then stays
    assert.same({ "otto" }, told().approvals[1].persons)
  end)

  it("tells that nobody was known by a name, or had a role", function()
    at("2026-02-03", { [P] = approved("1.0", "zoe", "2026-02-02") })
    local one = told().approvals[1]
    assert.same({ 0, 0 }, { #one.persons, #one.roles })
    assert.match("no known role", command.tickmark(dir, "approvals " .. P).out, 1, true)
  end)

  it("tells of a text that was changed afterwards, and by whom", function()
    at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    local commit = at("2026-02-05", { [P] = approved("1.0", "eva", "2026-02-02", "# Y\n") }, "mallory")
    at("2026-02-06", { ["other.md"] = "x" })
    local found = told(P, 1)
    assert.is_false(found.in_force)
    assert.same({ { commit = commit, wrote = "mallory@example.com", on = "2026-02-05" } }, found.since)
    assert.match("Not approved: its text was changed on 2026-02-05 by mallory@example.com, in commit "
      .. commit:sub(1, 12), command.tickmark(dir, "approvals " .. P).out, 1, true)
    at("2026-02-07", { [P] = approved("1.0", "eva", "2026-02-02") }) -- as it was
    assert.is_true(told().in_force)
  end)

  it("passes over what is no change of the text", function()
    at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    at("2026-02-05", { [P] = approved("1.0", "eva", "2026-02-02"):gsub("\n", "\r\n") })
    assert.is_true(told().in_force)
  end)

  it("follows a document that has moved", function()
    at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    support.git(dir, "mv policies/x.md policies/y.md")
    at("2026-02-04", {})
    support.git(dir, "mv policies/y.md policies/z.md")
    at("2026-02-05", { ["policies/z.md"] = approved("2.0", "eva", "2026-02-05", "# All\n\nother\n\nwords\n") })
    local found = told("policies/z.md").approvals
    assert.same({ "policies/z.md", P }, { found[1].path, found[2].path })
  end)

  it("tells how late an approval was written down", function()
    at("2026-03-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    assert.equal(29, told().approvals[1].late)
  end)

  it("takes a signature for a proof when it is the approver's, with a key that the ledger knows", function()
    local key = ledgers.be(dir, "eva")
    local function appoint(who, role, public)
      local words = "trust appoint %s@example.com --role %s --key %s.pub"
      assert.equal(0, command.tickmark(dir, words:format(who, role, public)).status)
    end
    local function signed(day, version)
      support.git(dir, "config commit.gpgsign true")
      at(day, { [P] = approved(version, "eva", day, "# " .. version .. "\n") })
      support.git(dir, "config commit.gpgsign false")
      return told().approvals[1]
    end
    assert.equal("unknown", signed("2026-02-03", "1.0").proof)
    appoint("eva", "lead-auditor", key)
    assert.same({ "verified", "eva@example.com" }, { signed("2026-02-04", "1.1").proof, told().approvals[1].key })
    local other = ledgers.be(dir, "mallory")
    assert.equal("unknown", signed("2026-02-05", "1.2").proof)
    ledgers.be(dir, "eva")
    appoint("mallory", "auditor", other)
    ledgers.be(dir, "mallory")
    assert.same({ "other", "mallory@example.com" }, { signed("2026-02-06", "1.3").proof, told().approvals[1].key })
    assert.match("a claim: signed by mallory@example.com", command.tickmark(dir, "approvals " .. P).out, 1, true)
  end)

  it("takes a merge for the approval where the organisation says so", function()
    at("2026-02-01", { ["handbook/p.md"] = "# P\n" })
    assert.equal(0, #told("handbook/p.md", 1).approvals)
    support.git(dir, "checkout -q -b change")
    at("2026-02-02", { ["handbook/p.md"] = "# P\n\nMore.\n" })
    support.git(dir, "checkout -q main")
    support.sh("cd %s && GIT_AUTHOR_EMAIL=eva@example.com git merge -q --no-ff --no-edit change", dir)
    local found = told("handbook/p.md")
    assert.same({ true, "eva@example.com", 1 }, { found.in_force, found.approvals[1].by, #found.approvals })
    at("2026-02-03", { ["handbook/p.md"] = "# P\n\nLess.\n" })
    assert.is_false(told("handbook/p.md", 1).in_force)
  end)

  it("doesn't take one approval for that of another text, whatever status lay between", function()
    at("2026-02-03", { [P] = approved("1.0", "eva", "2026-02-02") })
    local evil = approved("1.0", "eva", "2026-02-02", "# Y\n")
    at("2026-02-04", { [P] = evil:gsub("status: approved", "status: in-review") })
    at("2026-02-05", { [P] = evil })
    local found = told(P, 1)
    assert.same({ 1, false }, { #found.approvals, found.in_force })
  end)

  it("tells of an entry of a register", function()
    at("2026-02-01", { ["tickmark.yml"] = CONFIG:gsub("records:", '%0\n  scope: {paths: ["scopes.yml"], each: scopes}'),
      ["scopes.yml"] = "scopes:\n  - {id: SCO-1, status: approved, approved_by: eva, approved_on: 2026-02-01}\n" })
    assert.is_true(told("scopes.yml --id SCO-1").in_force)
    for words, why in pairs { ["scopes.yml"] = "scopes.yml: a register; of which entry?",
      ["scopes.yml --id SCO-2"] = "scopes.yml: no entry SCO-2, now or before" } do
      local ran = command.tickmark(dir, "approvals " .. words)
      assert.equal(3, ran.status)
      assert.match(why, ran.err, 1, true)
    end
  end)

  it("says what it can't tell", function()
    for path, why in pairs { ["nowhere.md"] = "nowhere.md: no such file on the line of this commit",
      ["tickmark.yml"] = "tickmark.yml: no type under records: has it" } do
      local ran = command.tickmark(dir, "approvals " .. path)
      assert.equal(3, ran.status)
      assert.match(why, ran.err, 1, true)
    end
    assert.match("Nobody has approved it.", command.tickmark(dir, "approvals " .. P).out, 1, true)
  end)
end)
