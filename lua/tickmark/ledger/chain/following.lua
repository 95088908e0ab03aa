--- What may follow what stands on a ledger: one change, of what it is about; and a
--- decision between several.

local fields = require("tickmark.ledger.fields")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")

local function equal(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then
    return (a == nil and "" or tostring(a)) == (b == nil and "" or tostring(b))
  end
  for key in pairs(a) do
    if not equal(a[key], b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

--- All but what the change is about is as it was.
local function check_fields(note, folder, name, was, head)
  local touches, changed = life.touches(folder, name), nil
  for _, side in ipairs { was, head } do
    for key in pairs(side) do
      if was[key] ~= head[key] and not touches[key]
        and not equal(was[key], head[key]) then
        changed = changed or {}
        changed[key] = true
      end
    end
  end
  for _, key in ipairs(changed and order.keys(changed) or {}) do
    note(("%s has changed, which is no part of: %s"):format(tostring(key), name))
  end
end

local function check_effect(note, was, head)
  local before, after = was.effectiveness or {}, head.effectiveness or {}
  for _, key in ipairs { "criterion", "check_after" } do
    if not equal(before[key], after[key]) then
      note(("%s has changed, which was fixed beforehand"):format(key))
    end
  end
end

local function check_grade(note, name, was, head)
  local was_decided = was.grade_is == "decided" and not equal(was.grade, head.grade)
  if name == "retest" and was_decided then
    note("its grade has changed without being regraded")
  end
  if name ~= "regrade" then return end
  local grades, before = head.grades or {}, was.grades or {}
  for i, one in ipairs(before) do
    if not equal(one, grades[i]) then note("a grade that it once had is gone") end
  end
  local stage = life.stage(was)
  local goes_on = head.resumes == stage
    or head.resumes == "responded" and not equal(was.grade, head.grade)
  if not goes_on then note("it was regraded, and goes on from where it was not") end
end

--- One change of what stood there.
---@return string? name  of the change
local function check_change(note, at, was, head)
  local name = life.between(at.folder, was, head)
  if not name then
    note(("%s does not follow %s"):format(kinds.words(head.state),
      kinds.words(was.state)))
    return nil
  end
  check_fields(note, at.folder, name, was, head)
  check_grade(note, name, was, head)
  if name == "check" then check_effect(note, was, head) end
  if name == "retest" and not (head.run and was.rule) then
    note("told again as if by a run, and by none")
  end
  return name
end

--- A decision between several: one of them as it is, and what was over stays so.
local function check_settled(note, at, list, head)
  local like, over = nil, false
  for _, was in ipairs(list) do
    over = over or life.is_over(was.state)
    if was.state == head.state then
      local quiet = true
      check_fields(function() quiet = false end, at.folder, "settle", was, head)
      if quiet then like = was end
    end
  end
  if not head.settled or not like then
    note("it follows several, and is none of them settled")
  end
  if over and not life.is_over(head.state) then
    note("what was over has been decided again")
  end
  return "settle"
end

--- Is it one state, or the same that several recorded?
local function is_one(list)
  for i = 2, #list do
    if fields.essence(list[i]) ~= fields.essence(list[1]) then return false end
  end
  return true
end

--- Of one state that several recorded, the record that a head goes on from.
local function source_of(list, head)
  for _, was in ipairs(list) do
    if equal(was.run, head.run) and equal(was.as_of, head.as_of) then return was end
  end
  return list[1]
end

--- It follows all that stood there, each once.
---@return string? name  of the change
---@return table? was    what it follows, where that is one
return function(note, head, at, before)
  local seq, named, list, missing = 0, {}, {}, false
  for _, sha256 in ipairs(head.previous) do
    local was = before.heads[sha256]
    if not was then
      note("what it follows is not there, or was followed: " .. sha256:sub(1, 12))
    elseif named[sha256] then
      note("it follows the same twice")
    else
      list[#list + 1] = was
      seq = math.max(seq, tonumber(was.seq) or 0)
    end
    named[sha256] = true
  end
  for sha256 in pairs(before.heads) do missing = missing or not named[sha256] end
  if missing then note("it passes over another change of the same thing") end
  if #list == 0 then return nil end
  if tonumber(head.seq) ~= seq + 1 then note("its number does not follow") end
  if is_one(list) or kinds.BY_FOLDER[at.folder].shared then
    local was = source_of(list, head)
    return check_change(note, at, was, head), was
  end
  return check_settled(note, at, list, head)
end
