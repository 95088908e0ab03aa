--- Adopting repositories in specs: what init proposes, and what the other commands then
--- make of it.

local cjson = require("cjson")
local assert = require("luassert")
local command = require("spec.command")
local support = require("spec.support")
local worker = require("tickmark_worker")

local adopting = {}

function adopting.data_of(yaml)
  local document, fault = worker.doc.parse(yaml, { kind = "yaml" })
  return assert(document, fault and fault.message):data()
end

--- Adopt the repository in `dir` and commit what is proposed. Returns the
--- configuration, what was told, and what check says then.
function adopting.adopt(dir)
  local ran = command.tickmark(dir, "init")
  assert.equal(0, ran.status, ran.err)
  local yaml = command.read(dir .. "/tickmark.yml")
  support.commit(dir, {})
  local checked = command.tickmark(dir, "check --format json")
  assert.is_true(checked.status < 2, checked.err)
  return adopting.data_of(yaml), ran.out, cjson.decode(checked.out), yaml
end

--- By id, the documents and outcome of each test of an audit.
function adopting.tests_of(dir)
  local result, ran = command.result(dir)
  assert.is_true(ran.status < 3, ran.err)
  local by_id = {}
  for _, test in ipairs(result.tests) do by_id[test.id] = test end
  return by_id
end

--- What waits in a comment, with its controls, uncommented as the file says.
function adopting.filled(yaml, controls)
  local uncommented = yaml:gsub("\n# ", "\n"):gsub("controls: %[%]", "controls: " .. controls)
  return uncommented
end

function adopting.messages(checked)
  local list = {}
  for i, fault in ipairs(checked.faults) do list[i] = ("%s: %s"):format(fault.path, fault.message) end
  return table.concat(list, "\n")
end

local repos = {}
--- A repository; forget() takes all of them away.
function adopting.repo(files)
  local dir = support.repo(files)
  repos[#repos + 1] = dir
  return dir
end

function adopting.head(lines, body) return "---\n" .. lines .. "---\n" .. (body or "# X\n") end

function adopting.forget()
  for i, dir in ipairs(repos) do
    support.remove(dir)
    repos[i] = nil
  end
end

return adopting
