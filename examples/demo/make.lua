--- Makes the repository of an invented organisation: three years of an ISMS,
--- to 2026-06-30, with much that is in order and some things that are not.
--
--   lua5.4 examples/demo/make.lua DIR
--
-- It has no clock and draws no lots: the commit ids are always the same. What
-- the organisation wrote stands in isms/ beside this file; what three years of
-- operation left behind is made here. Each planted weakness is marked PLANTED.

local here = arg[0]:match("^(.*)/") or "."
package.path = here .. "/../../lua/?.lua;" .. package.path

local date = require("tickmark.base.date")

local FIRST <const> = assert(date.parse("2023-07-01")) -- of 36 months
local CHECKS <const> = { "access-leavers", "access-mfa", "access-review", "backup-jobs", "backup-restore",
  "change-approval", "log-review", "policy-review", "supplier-review", "vulnerability-sla" }

local PEOPLE <const> = { greta = "Greta Moss", jonas = "Jonas Pell", ines = "Ines Calder", robin = "Robin Ashe",
  marta = "Marta Quill", priya = "Priya Dunmore" }

-- user, first and last month (from 1) of the account, month of the second factor, administrator?
local ACCOUNTS <const> = {
  { "greta.moss", 1, 99, 1 },
  { "ines.calder", 1, 99, 1, true },
  { "robin.ashe", 1, 99, 1, true },
  { "jonas.pell", 1, 99, 1 },
  { "marta.quill", 1, 99, 3 },
  { "priya.dunmore", 1, 99, 5 },
  { "lena.orchard", 1, 99, 6 },
  { "sam.fairley", 1, 99, 8 },
  { "oskar.bligh", 1, 21, 9 },
  { "tom.wexley", 4, 99, 9 }, -- PLANTED: left on 2026-05-22, the account still works
  { "hana.dorset", 12, 99, 12 },
  { "colin.harte", 24, 99, 99 }, -- PLANTED: never had a second factor
  { "nadia.rusk", 35, 99, 99 }, -- PLANTED: new, not set up yet
}
local LEAVERS <const> = { ["2025-Q1"] = { "oskar.bligh", "2025-03-28" }, ["2026-Q2"] = { "tom.wexley", "2026-05-22" } }

local SUPPLIERS <const> = { -- id, name, criticality, days of assessment
  { "SUP-01", "Northpool Hosting", "high", "2023-09-05", "2024-09-10", "2025-09-09" },
  { "SUP-02", "Cinder Mail", "medium", "2023-10-03", "2024-10-08", "2025-10-07" },
  { "SUP-03", "Bellwater Payments", "high", "2023-11-07", "2024-11-05" }, -- PLANTED: too old
  { "SUP-04", "Stillmoor Monitoring", "medium", "2024-01-16", "2025-01-21" }, -- PLANTED: too old
  { "SUP-05", "Quarry Lane Telephony", "medium", "2024-03-12", "2025-03-11" }, -- PLANTED: too old
  { "SUP-06", "Oatfield Stationery", "low", "2023-12-12" },
}

local commits = {}

--- Note a commit: `at` is a date and an hour, `files` path -> text.
local function commit(day, hour, who, message, files)
  if type(day) == "string" then day = assert(date.parse(day)) end
  commits[#commits + 1] = { time = date.to_epoch(day) + hour * 3600, who = who,
    message = message, files = files }
end

local function read(name)
  local file <close> = assert(io.open(here .. "/isms/" .. name, "rb"))
  return file:read("a")
end

local function lines(...) return table.concat({ ... }, "\n") .. "\n" end

local function founding()
  local files = { ["README.md"] = read("README.md"), ["people.yml"] = read("people.yml") }
  commit("2023-07-03", 9, "jonas", "Begin the management system", files)
end

--- Policies are approved anew every summer, each as version 1.0, 1.1, ...
local function policies()
  local names = { "access-control", "backup", "change-management", "information-security", "suppliers",
    "vulnerability-management" }
  for year = 2023, 2025 do
    local files = {}
    for _, name in ipairs(names) do
      local text = read("policies/" .. name .. ".md")
      text = text:gsub('version: "1.0"', ('version: "1.%d"'):format(year - 2023))
      text = text:gsub("approved_on: [%d-]+", ("approved_on: %d-07-03"):format(year))
      text = text:gsub("next_review: [%d-]+", ("next_review: %d-07-03"):format(year + 1))
      if year == 2025 and name == "change-management" then text = nil end -- PLANTED: nobody reviewed it
      files["policies/" .. name .. ".md"] = text
    end
    commit(("%d-07-03"):format(year), 11, "greta", ("Approve the policies of %d"):format(year), files)
  end
end

local function working(account, month) return account[2] <= month and month <= account[3] end

local function mfa_export(month, last)
  local rows = { "User principal name,Account enabled,MFA state,Is admin,Last sign-in" }
  for i, account in ipairs(ACCOUNTS) do
    if account[2] <= month then
      rows[#rows + 1] = ("%s@fernhill.example,%s,%s,%s,%s"):format(account[1],
        working(account, month) and "yes" or "no", account[4] <= month and "Enforced" or "Disabled",
        account[5] and "yes" or "no", last - i % 4)
    end
  end
  return lines(table.unpack(rows))
end

local function scan(month, last, softened)
  local found = {}
  local function add(n, severity, first_seen)
    found[#found + 1] = ('    {"id": "KV-%02d-%d", "severity": "%s", "first_seen": "%s", "host": "app-%d"}'):format(
      month, n, severity, first_seen, n % 3 + 1)
  end
  for n = 1, 9 - (month + 3) // 5 do -- ever fewer critical ones, each mended before the next scan
    add(n, softened and n == 1 and "medium" or "critical", last - n)
  end
  for n = 20, 22 + month % 4 do add(n, n % 2 == 0 and "high" or "medium", last - 2 * n) end
  if month >= 35 then -- PLANTED: the policy promises fourteen days
    found[#found + 1] = '    {"id": "KV-35-7", "severity": "critical", "first_seen": "2026-05-19", "host": "app-2"}'
  end
  return ('{\n  "scanner": "lanternscan",\n  "taken_on": "%s",\n  "findings": [\n%s\n  ]\n}\n'):format(
    last, table.concat(found, ",\n"))
end

local function backups(month)
  local rows = { "system,runs,failed,gigabytes" }
  for i, system in ipairs { "database", "mail", "telemetry" } do
    rows[#rows + 1] = ("%s,30,%d,%d"):format(system, (month + 2 * i) % 5 == 0 and 1 or 0, i * (180 + 4 * month))
  end
  return lines(table.unpack(rows))
end

local function log_review(month, last)
  local by = month % 2 == 0 and "Ines Calder" or "Robin Ashe"
  return lines("---", "reviewer: " .. by, "reviewed_on: " .. tostring(last), "---",
    "# Log review", "", ("%d alerts, none of them an attack."):format(3 + month * 7 % 5))
end

local function access_review(month, label)
  local n = 0
  for _, account in ipairs(ACCOUNTS) do
    if working(account, month) then n = n + 1 end
  end
  -- PLANTED: Robin Ashe administers accounts and reviewed them once
  local reviewer = label == "2026-Q1" and "R. Ashe" or "Jonas Pell"
  return lines("---", "reviewer: " .. reviewer, "accounts: " .. n, "administrators: [Ines Calder, Robin Ashe]", "---",
    "# Access review " .. label, "", "Each account and its rights were compared with what its holder does.")
end

local function leavers(label)
  local who = LEAVERS[label]
  return lines("quarter: " .. label, "confirmed_by: Priya Dunmore", who and
    ("leavers:\n  - {user: %s@fernhill.example, left_on: %s}"):format(who[1], who[2]) or "leavers: []")
end

local function quarter(month, first, last)
  local label = ("%d-Q%d"):format(first.year, (first.month + 2) // 3)
  commit(last, 15, "priya", "Leavers of " .. label, { ["evidence/leavers/" .. label .. ".yml"] = leavers(label) })
  local arrived = label == "2025-Q3" and "2025-12-04" or last -- PLANTED: two months late
  commit(arrived, 16, "jonas", "Access review " .. label,
    { ["evidence/access-reviews/" .. label .. ".md"] = access_review(month, label) })
end

local function operation()
  for month = 1, 36 do
    local first = FIRST:add_months(month - 1)
    local last, label = first:month_end(), tostring(first):sub(1, 7)
    local files = { ["evidence/scans/" .. label .. ".json"] = scan(month, last),
      ["evidence/backups/" .. label .. ".csv"] = backups(month),
      ["evidence/log-reviews/" .. label .. ".md"] = log_review(month, last) }
    if label ~= "2026-02" then -- PLANTED: a month is missing
      files["evidence/mfa/" .. label .. ".csv"] = mfa_export(month, last)
    end
    commit(last, 14, month % 2 == 0 and "ines" or "robin", "Evidence of " .. label, files)
    if first.month % 3 == 0 then quarter(month, first, last) end
  end
  -- PLANTED: what a scan showed was changed afterwards
  commit("2026-01-20", 10, "robin", "Scan of November: severity corrected",
    { ["evidence/scans/2025-11.json"] = scan(29, assert(date.parse("2025-11-30")), true) })
end

local function restore_tests()
  for day, hours in pairs { ["2023-11-14"] = "3.5", ["2024-11-12"] = "3.8", ["2025-11-18"] = "3.6" } do
    commit(day, 17, "ines", "Restore test", { ["evidence/restore-tests/" .. day .. ".md"] = lines("---",
      "date: " .. day, "operator: Ines Calder", "witness: Marta Quill", "result: ok", "hours: " .. hours, "---",
      "# Restore test", "", "All three systems were restored on empty machines; the sums of the readings agree.") })
  end
end

local WHAT <const> = { "Raise the limit of readings", "Renew a certificate", "New version of the kiln view",
  "Move alerts to the new queue", "Update the database" }

local function change(n, day)
  local by, approver = n % 2 == 0 and "Ines Calder" or "rashe", n % 3 == 0 and "Greta Moss" or "Marta Quill"
  local approved, kind = day - 2, "normal"
  if n == 61 then approver = "Robin Ashe" end -- PLANTED: rashe is Robin Ashe
  if n == 66 then approved, kind = day + 1, "emergency" end -- PLANTED: approved the day after
  return lines(("id: CHG-%04d"):format(n), "what: " .. WHAT[n % #WHAT + 1], "kind: " .. kind, "requested_by: " .. by,
    "approved_by: " .. approver, "approved_on: " .. tostring(approved), "deployed_on: " .. tostring(day),
    "closed_on: " .. tostring(day + 1))
end

local function changes()
  for n = 1, 71 do
    local day = FIRST + 15 * n
    commit(day + 1, 12, "marta", ("Change CHG-%04d closed"):format(n),
      { [("evidence/changes/%d/CHG-%04d.yml"):format(day.year, n)] = change(n, day) })
  end
end

local function suppliers()
  for _, supplier in ipairs(SUPPLIERS) do
    for i = 4, #supplier do
      commit(supplier[i], 10, "priya", "Assess " .. supplier[2], { ["suppliers/" .. supplier[1] .. ".yml"] = lines(
        "id: " .. supplier[1], "name: " .. supplier[2], "criticality: " .. supplier[3], "assessed_on: " .. supplier[i],
        "result: acceptable") })
    end
  end
end

local function incident(id, opened, title, head)
  commit(opened, 18, "ines", "Incident " .. id, { ["incidents/" .. id .. ".md"] = lines("---",
    "id: " .. id, "title: " .. title, "detected_on: " .. opened, head, "---", "# " .. title, "",
    "What happened, whom it touched and what we changed stands in the ticket.") })
end

--- Each input of a review, as looked at.
local function inputs()
  local list = {}
  for input in ("a b c d1 d2 d3 d4 e f g"):gmatch("%S+") do
    list[#list + 1] = ('  %s: {discussed: "yes"}'):format(input)
  end
  return table.concat(list, "\n")
end

local function records()
  incident("INC-2024-01", "2024-02-20", "Readings delayed for an hour", "severity: low")
  incident("INC-2025-01", "2025-05-06", "Lost laptop", "severity: medium")
  -- PLANTED: the head is broken, a quotation mark is never closed
  incident("INC-2026-01", "2026-03-17", "Mail queue full", 'severity: "low')
  for _, day in ipairs { "2024-05-14", "2025-05-13", "2026-05-12" } do
    commit(day, 15, "jonas", "Internal audit " .. day:sub(1, 4), { ["audits/" .. day:sub(1, 4) .. ".md"] = lines("---",
      "id: IA-" .. day:sub(1, 4), "date: " .. day, "auditors: [Hazel Stroud]", "process_owner: Jonas Pell",
      'scope: ["9.2", "A.5", "A.8"]', 'criteria: ["ISO/IEC 27001:2022", our policies]',
      "method: [interviews, samples of records]", "items:", '  - {id: "A.5.18", result: conform}',
      '  - {id: "A.8.13", result: conform}', "conclusion: the controls that were looked at work as described", "---",
      "# Internal audit", "",
      "Interviews and samples are described in the working papers.") })
  end
  for _, day in ipairs { "2024-06-04", "2025-06-03", "2026-06-02" } do
    commit(day, 15, "greta", "Management review " .. day:sub(1, 4), { ["reviews/" .. day:sub(1, 4) .. ".md"] = lines(
      "---", "id: MR-" .. day:sub(1, 4), "date: " .. day, "chair: Greta Moss", "minutes_approved_on: " .. day,
      "attendees:", "  - {person: Greta Moss, role: role:ceo}", "  - {person: Jonas Pell, role: role:isms-manager}",
      "inputs:", inputs(), "outputs:", "  improvement: [one more restore test a year]", "  isms_changes: []",
      "  resources: []", "---", "# Management review", "",
      "Aims, audits, risks and resources were discussed.") })
  end
end

--- The criteria came last: the tests that compare all this with the promises.
local function criteria()
  local files = { ["tickmark.yml"] = read("tickmark.yml") }
  for _, name in ipairs(CHECKS) do
    files["checks/" .. name .. ".lua"] = read("checks/" .. name .. ".lua")
  end
  commit("2024-06-28", 9, "jonas", "Test the controls with tickmark", files)
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function data(out, text) out:write(("data %d\n%s\n"):format(#text, text)) end

--- Hand the commits to git, in the order of their times.
local function write(out)
  table.sort(commits, function(a, b)
    if a.time ~= b.time then return a.time < b.time end
    local first, second = sorted_keys(a.files)[1], sorted_keys(b.files)[1]
    return first < second
  end)
  for _, one in ipairs(commits) do
    local who = ("%s <%s@fernhill.example> %d +0000"):format(PEOPLE[one.who],
      PEOPLE[one.who]:lower():gsub(" ", "."), one.time)
    out:write(("commit refs/heads/main\nauthor %s\ncommitter %s\n"):format(who, who))
    data(out, one.message .. "\n")
    for _, path in ipairs(sorted_keys(one.files)) do
      out:write(("M 100644 inline %s\n"):format(path))
      data(out, one.files[path])
    end
  end
end

local function shell(command, dir)
  return (command:gsub("DIR", function() return "'" .. dir:gsub("'", [['\'']]) .. "'" end))
end

local function main(dir)
  if not dir then
    io.stderr:write("usage: lua5.4 make.lua DIR\n")
    return 2
  end
  local taken = io.open(dir .. "/.git/HEAD")
  if taken then
    taken:close()
    io.stderr:write(dir, ": there is a repository already\n")
    return 1
  end
  founding(); policies(); operation(); restore_tests(); changes(); suppliers(); records(); criteria()
  local begin = "git init -q --object-format=sha1 DIR && git -C DIR symbolic-ref HEAD refs/heads/main"
  assert(os.execute(shell(begin, dir)))
  local out = assert(io.popen(shell("git -C DIR fast-import --quiet", dir), "w"))
  write(out)
  assert(out:close())
  assert(os.execute(shell("git -C DIR reset -q --hard", dir)))
  return 0
end

os.exit(main(arg[1]), true)
