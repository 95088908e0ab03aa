--- Judging the documents of a repository: all of a commit, what is staged, or what has
--- changed since a base.

local canon = require("tickmark.base.canon")
local config = require("tickmark.criteria.config")
local cross = require("tickmark.check.cross")
local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local records = require("tickmark.criteria.records")
local subject = require("tickmark.evaluate.subject")

local run = {}

local PARTS_MAX <const> = 4 -- workers

---@class tickmark.Checked
---@field documents integer       how many were judged
---@field faults tickmark.Fault[]  each with `level`: error or warning
---@field errors integer
---@field warnings integer
---@field exit integer

--- Types that are documents, with what they hold.
local function forms_of(settings)
  local forms = canon.array {}
  for _, name in ipairs(order.keys(settings.records)) do
    local record = settings.records[name]
    forms[#forms + 1] = { record = record, shape = records.shape(record.type) }
  end
  return forms
end

local function job_of(about, base)
  local people = about:persons()
  return { op = "check", forms = forms_of(about.settings), head = records.head(),
    today = tostring(date.from_epoch(os.time())), people = people, base = base,
    tree = about.state.tree }
end

--- All parts of a list that workers sent.
local function gathered(answers, key)
  local list = {}
  for _, one in ipairs(answers) do
    for _, part in ipairs(one.answer.parts[key] or {}) do
      table.move(part, 1, #part, #list + 1, list)
    end
  end
  return list
end

local function before(a, b)
  if a.path ~= b.path then return order.less(a.path, b.path) end
  if a.line ~= b.line then return a.line < b.line end
  return order.less(a.message, b.message)
end

--- Is a path one of those that are asked for, or below one?
local function is_asked(path, paths)
  for _, one in ipairs(paths) do
    one = one:gsub("^%./", ""):gsub("/+$", "")
    if one == "" or one == "." or path == one or path:sub(1, #one + 1) == one .. "/" then
      return true
    end
  end
  return #paths == 0
end

--- What blocks: of a change, what the base says, or a change could exempt itself.
local function blocks_of(about, base)
  local settings = about.settings
  if base and not about.options.config then
    local theirs = about:ask { op = "criteria", name = "tickmark.yml", tree = base }
    local is_one = theirs.data and #config.check(theirs.data, theirs.name,
      theirs.places) == 0
    settings = is_one and config.complete(theirs.data) or settings
  end
  local blocks = {}
  for _, code in ipairs(settings.check.blocks) do blocks[code] = true end
  return blocks
end

--- What blocks is an error, what has to be known a warning.
local function graded(blocks, faults, paths)
  local checked = { faults = canon.array {}, errors = 0, warnings = 0 }
  for _, fault in ipairs(order.sort(faults, before)) do
    local is_error = fault.code == "lost" or blocks[fault.code] and not fault.warns
    fault.level, fault.warns = is_error and "error" or "warning", nil
    if is_asked(fault.path, paths) then
      checked.faults[#checked.faults + 1] = fault
      local count = is_error and "errors" or "warnings"
      checked[count] = checked[count] + 1
    end
  end
  return checked
end

--- The base that a change is judged against: a tree, or nil for all documents.
local function base_of(about, options)
  if options.base then return about:ask({ op = "tree", rev = options.base }).tree end
  return options.index and about.state.base or nil
end

local function perform(about, options)
  local job = job_of(about, base_of(about, options))
  local reply, answer = about:ask(job)
  local answers = reply.many and about:ask_parts(nil, job, PARTS_MAX)
    or { { reply = reply, answer = answer } }
  local faults = gathered(answers, "faults")
  cross(faults, gathered(answers, "ids"), job.base ~= nil)
  local checked = graded(blocks_of(about, job.base), faults, options.paths or {})
  checked.documents = 0
  for _, one in ipairs(answers) do
    checked.documents = checked.documents + one.reply.documents
  end
  checked.exit = checked.errors > 0 and 1 or 0
  return checked
end

--- Judge documents.
---@param options table  repo, config, rev, no_os_sandbox; index= (a file: what is
---  staged), base= (a revision: what has changed since), paths=
---@return tickmark.Checked
function run.check(options)
  local about = subject.open(options)
  local ok, checked = pcall(perform, about, options)
  about:close()
  return ok and checked or error(checked, 0)
end

return run
