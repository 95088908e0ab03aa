--- What a change touches of an audit: requirements, rows of the Statement of
--- Applicability, tests, evidence series, open findings.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local date = require("tickmark.base.date")
local declared = require("tickmark.evaluate.declared")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local plan = require("tickmark.evaluate.plan")
local records = require("tickmark.criteria.records")
local view = require("tickmark.followup.view")

---@class tickmark.Blast
---@field paths {path: string, how: string}[]
---@field requirements {id: string, title: string?}[]
---@field rows string[]      controls
---@field tests {id: string, title: string?}[]
---@field series string[]
---@field findings {name: string, grade: string, requirement: string,
---  statement: string?}[]
---@field unknown string?    why tests are not told

--- The organisation's tests; and why there may be more.
local function tests_of(book)
  local about = book.subject
  local scripts = about:read_scripts()
  if #scripts == 0 then return {} end
  local ok, made = pcall(function()
    return plan.make(about.settings, scripts, declared(about, scripts)).tests
  end)
  if not ok then return {}, failure.is(made) and made.message or error(made, 0) end
  local tests, unknown = {}, nil
  for _, test in ipairs(made) do
    if test.declared then tests[#tests + 1] = test end
    unknown = unknown or test.failed and ("%s: %s"):format(test.script.name,
      test.failed.message)
  end
  return tests, unknown
end

--- Patterns of the series, then those of each input of each test and its script.
local function groups_of(series, tests, settings)
  local groups, whose = canon.array {}, {}
  local function add(globs, kind, id)
    groups[#groups + 1] = canon.array(table.move(globs, 1, #globs, 1, {}))
    whose[#groups] = { kind = kind, id = id }
  end
  for _, id in ipairs(series) do add(settings.evidence[id].paths, "series", id) end
  for _, test in ipairs(tests) do
    add({ (test.script.name:gsub("[*?%[%]\\{}]", "\\%0")) }, "tests", test.id)
    for _, name in ipairs(order.keys(test.inputs or {})) do
      add(test.inputs[name].source.globs, "tests", test.id)
    end
  end
  return groups, whose
end

local function touched(book, change, groups)
  local about = book.subject
  return about:ask { op = "touched", tree = change.tree, base = change.base,
    groups = groups, forms = records.forms(about.settings), head = records.head(),
    today = tostring(date.from_epoch(os.time())) }
end

--- Keys of a set, as the catalogue has them.
local function in_order(set)
  return canon.array(order.sort(order.keys(set), catalogue.order))
end

--- The rows of the SoA that are touched, each once.
local function rows_of(reply, requirements)
  local set = {}
  for _, row in ipairs(reply.rows) do
    if row.direct or requirements[row.control] then set[row.control] = true end
  end
  return in_order(set)
end

local function findings_of(book, requirements)
  local list = canon.array {}
  for _, row in ipairs(view.rows(book, { open = true })) do
    if requirements[row.requirement] then
      list[#list + 1] = { name = row.name, grade = row.grade,
        requirement = row.requirement, statement = row.statement }
    end
  end
  return list
end

local function titled(ids, title)
  local list = canon.array {}
  for i, id in ipairs(ids) do list[i] = { id = id, title = title(id) } end
  return list
end

--- What a change touches.
---@param book tickmark.Book
---@param change {tree: string, base: string?}  trees; base "": without anything
---@return tickmark.Blast
return function(book, change)
  local settings = book.subject.settings
  local tests, unknown = tests_of(book)
  local groups, whose = groups_of(order.keys(settings.evidence), tests, settings)
  local reply = touched(book, change, groups)
  local found, paths = { series = {}, tests = {} }, canon.array {}
  for i, one in ipairs(reply.paths) do
    paths[i] = { path = one.path, how = one.how }
    for _, n in ipairs(one.groups) do found[whose[n].kind][whose[n].id] = true end
  end
  local requirements = {}
  for _, id in ipairs(reply.requirements) do requirements[id] = true end
  for id in pairs(found.series) do
    for _, control in ipairs(settings.evidence[id].controls) do
      requirements[catalogue.parse(control) or control] = true
    end
  end
  local titles = {}
  for _, test in ipairs(tests) do titles[test.id] = test.title end
  return { paths = paths, unknown = unknown,
    requirements = titled(in_order(requirements), function(id)
      return (catalogue.get(id) or {}).title
    end),
    rows = rows_of(reply, requirements), series = canon.array(order.keys(found.series)),
    tests = titled(order.keys(found.tests), function(id) return titles[id] end),
    findings = findings_of(book, requirements) }
end
