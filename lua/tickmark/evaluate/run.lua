--- A run: open the subject, plan, collect, judge.

local collect = require("tickmark.evaluate.collect")
local core = require("tickmark.core")
local describe = require("tickmark.evaluate.describe")
local judge = require("tickmark.evaluate.judge")
local plan = require("tickmark.evaluate.plan")
local pool = require("tickmark.evaluate.pool")
local scan = require("tickmark.evaluate.scan")
local shipped = require("tickmark.evaluate.shipped")
local spool = require("tickmark.evaluate.spool")
local subject = require("tickmark.evaluate.subject")

local run = {}

run.MOST = 64 -- workers; core.wait takes one more, which reads

local USUAL <const> = 16 -- more gain little and cost memory

---@class tickmark.Run
---@field subject tickmark.Subject
---@field plan table
---@field documents integer
local methods = {}

--- Failures of scripts, each with the number of its test.
function methods:note_failures(list)
  for _, why in ipairs(list) do
    local test = self.plan.tests[why.test]
    test.failures = test.failures or {}
    table.insert(test.failures, why)
  end
end

function methods:close()
  self.workers:close()
  if self.subject then self.subject:close() end
end

local meta = { __index = methods, __close = methods.close, __gc = methods.close }

--- Ours and the organisation's; or those alone that are tried.
local function scripts_of(self)
  if self.subject.options.scripts then return self.subject.options.scripts end
  local scripts = shipped.scripts(self.subject.settings)
  local own = self.subject.scripts
  return table.move(own, 1, #own, #scripts + 1, scripts)
end

--- Run the audit that `options` describe. The workers end when it is closed.
---@param options table
---@return tickmark.Run
function run.perform(options)
  local workers = pool.new(math.tointeger(options.jobs)
    or math.min(core.processors(), USUAL), not options.no_os_sandbox)
  local self = setmetatable({ workers = workers, spool = spool.new(), documents = 0,
    expected = 0, jobs = 0, progress = options.progress or function() end }, meta)
  self.subject = subject.open(options)
  self.subject:complete()
  workers:open(self.subject.paths.objects, options.budgets)
  local scripts = scripts_of(self)
  self.plan = plan.make(self.subject.settings, scripts, describe(workers, scripts),
    options.only, self.subject.soa)
  workers.plan = plan.message(self.plan)
  local folders, problems = scan.folders(self.subject, self.plan)
  scan.start(self.subject, self.plan)
  collect.folders(self, folders, self.subject.reading)
  local past = scan.past(self.subject)
  scan.check_patterns(self.subject, self.plan, past.ever)
  collect.documents(self, past.documents)
  judge(self, past)
  self.problems = table.move(self.subject.problems, 1, #self.subject.problems, 1, {})
  for _, more in ipairs { problems, past.problems } do
    table.move(more, 1, #more, #self.problems + 1, self.problems)
  end
  return self
end

return run
