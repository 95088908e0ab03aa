-- The Statement of Applicability has each control of Annex A once, with a reason why it
-- is in or out; clauses are no controls, and nobody excludes them.
local catalogue = require "catalogue"
local lists = require "lists"
local shown = require "shown"

local function rows_of(soa)
  local rows = {}
  for row in soa:each() do
    if row.control then rows[row.control] = row end
  end
  return rows
end

local function missing_of(rows)
  local missing = {}
  for id in pairs(catalogue) do
    if id:find("^A%.") and not rows[id] then missing[#missing + 1] = { item = id } end
  end
  return missing
end

local function check_reasons(t, rows)
  local silent = {}
  for _, row in pairs(rows) do
    if not lists.says(row.justification) then
      silent[#silent + 1] = { item = row.control, path = row.path, line = row.line,
        blob = row.blob }
    end
  end
  if #silent > 0 then
    t:fail(nil, { key = "reasons", items = silent, basis = "documentation_gap",
      what = ("no reason why it is in or out: %s"):format(lists.some(silent)) })
  end
end

local function check_clauses(t, rows)
  for id, row in pairs(rows) do
    if catalogue[id] and not id:find("^A%.") and row.applicable == false then
      t:fail(row, { requirement = id, subject = id, grade = "major",
        basis = "complete_absence", what = "a clause is excluded, and no clause can be" })
    end
  end
end

return rule {
  id = "soa.complete", title = "The Statement of Applicability is complete",
  requirement = "6.1.3", method = "document",
  inputs = { soa = { record = "soa", rows = "rows", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "soa", f.soa, "the Statement of Applicability") then
      if t:keeps("soa") then
        t:fail(nil, { what = "there is no Statement of Applicability", grade = "major",
          basis = "complete_absence" })
      end
      return
    end
    local rows = rows_of(f.soa)
    local missing = missing_of(rows)
    if #missing > 0 then
      t:fail(nil, { items = missing, basis = "documentation_gap", cite = f.soa:docs(),
        what = ("%d of 93 controls have no row: %s"):format(#missing, lists.some(missing)) })
    end
    check_reasons(t, rows)
    check_clauses(t, rows)
  end,
}
