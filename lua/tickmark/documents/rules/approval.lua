--- What is in force has been approved, by somebody else than who wrote it, in the text
--- that it has.

local form = require("tickmark.documents.form")
local text = require("tickmark.base.text")

--- Everybody whom a field names.
local function named(value)
  local list = {}
  for _, one in ipairs(type(value) == "table" and value or { value }) do
    for name in (type(one) == "string" and one or ""):gmatch("[^,;&]+") do
      if not form.is_empty(name) then list[#list + 1] = text.trim(name) end
    end
  end
  return list
end

--- Who approved it is somebody.
local function check_known(item, note)
  local field = item.form.names.approved_by
  for _, name in ipairs(item.head.status == "approved" and field
    and named(item.head.approved_by) or {}) do
    if not item.known(name) then
      note { code = "approval", at = "approved_by", warns = true,
        message = ("%s: %s is nobody in the file of people"):format(field,
          text.clip(name, 60)), remedy = "write the name or mail as it is there" }
    end
  end
end

local function check_given(item, note)
  if item.head.status ~= "approved" then return end
  for _, name in ipairs(item.form.approved) do
    if form.is_empty(item.head[name]) then
      note { code = "approval", at = "status",
        message = ("approved, and %s is empty"):format(item.form.names[name]),
        remedy = "say who approved it, and when; until then it is in-review" }
    end
  end
end

--- The first whom two fields both name; one that a change empties names whom it named.
local function common(item, one, other)
  local theirs = item.head[other]
  if form.is_empty(theirs) and item.base then theirs = item.base.head[other] end
  for _, a in ipairs(named(item.head[one])) do
    for _, b in ipairs(named(theirs)) do
      if item.same(a, b) then return a end
    end
  end
end

local function check_people(item, note)
  for _, row in ipairs(item.form.differ) do
    local who = common(item, row[1], row[2])
    if who then
      note { code = "approval", at = row[1], message = ("%s and %s are both %s"):format(
        item.form.names[row[1]], item.form.names[row[2]], text.clip(who, 60)),
        why = row[3], remedy = "somebody else has to" }
    end
  end
  for _, row in ipairs(item.form.same) do
    local one, other = item.head[row[1]], item.head[row[2]]
    local both = not form.is_empty(one) and not form.is_empty(other)
    if both and not common(item, row[1], row[2]) then
      note { code = "approval", at = row[1], message = ("%s: %s, and %s: %s"):format(
        item.form.names[row[1]], text.clip(tostring(one), 60), item.form.names[row[2]],
        text.clip(tostring(other), 60)), why = row[3] }
    end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  check_given(item, note)
  check_known(item, note)
  check_people(item, note)
end
