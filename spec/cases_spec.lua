--- Situations with the answer that an auditor gives: each is made into records and
--- evidence of a real repository, audited with the shipped pack, and compared.
--- CASES=FILE names others.

local cases = require("spec.cases")
local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local PATH <const> = os.getenv("CASES") or "../shared/domain/cases.json"

local function read(path)
  local file <close> = io.open(path, "rb")
  return file and file:read("a")
end

local function is_given(value) return value ~= nil and type(value) ~= "userdata" end

--- Findings as "minor 9.3.2", sorted; those that are no nonconformity, too.
local function graded(list)
  local found = {}
  for i, one in ipairs(list) do found[i] = one.grade .. " " .. one.requirement end
  table.sort(found)
  return found
end

local function compare(case, result)
  local expected = case.expected
  if is_given(expected.findings) then
    local got, wanted = graded(result.findings), graded(expected.findings)
    for _, also in ipairs(is_given(expected.also_accepted) and expected.also_accepted or {}) do
      for i, one in ipairs(got) do
        if one:match("%S+$") == also then got[i] = one:match("^%S+") .. " " .. expected.findings[1].requirement end
      end
    end
    assert.same(wanted, got)
    for i, one in ipairs(expected.findings) do
      if is_given(one.basis) and #expected.findings == 1 then
        assert.equal(one.basis, result.findings[i].basis)
      end
    end
  end
  for _, name in ipairs { "missing_inputs", "conflicts" } do
    if is_given(expected[name]) then assert.same(expected[name], result.findings[1].items) end
  end
  if is_given(expected.conformity) then
    for _, row in ipairs(result.requirements) do
      if row.id == case.input.control then assert.equal(expected.conformity, row.conformity) end
    end
  end
end

describe("a case", function()
  local text = read(PATH)
  if not text then
    it("needs ../shared/domain/cases.json", function() pending("no " .. PATH .. " here") end)
    return
  end
  local passed, failed, waiting = 0, 0, {}
  local dir
  after_each(function() if dir then support.remove(dir) end dir = nil end)

  for _, case in ipairs(json.decode(text).cases) do
    local form = cases.form(case)
    if not form then
      waiting[#waiting + 1] = case.rule
    else
      it(("of %s (%s): %s"):format(case.rule, case.id, case.title), function()
        local files = { ["tickmark.yml"] = cases.config(form) }
        for path, content in pairs(form.files) do files[path] = content end
        local day = form.as_of or cases.TODAY
        dir = support.repo(files, { date = day .. "T12:00:00Z" })
        local result = command.result(dir, "--as-of " .. day
          .. (form.only and " --only " .. table.concat(form.only, " ") or ""))
        failed = failed + 1
        compare(case, result)
        if case.expected.hook == "reject" then
          assert.equal(1, command.tickmark(dir, "check").status)
        end
        failed, passed = failed - 1, passed + 1
      end)
    end
  end

  teardown(function()
    table.sort(waiting)
    io.stdout:write(("\ncases: %d passed, %d failed; %d wait for rules: %s\n"):format(passed, failed, #waiting,
      table.concat(waiting, " ")))
  end)
end)
