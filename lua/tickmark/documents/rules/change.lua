--- What a change of a document does to its approval, its version and its id.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local fix = require("tickmark.documents.fix")
local form = require("tickmark.documents.form")
local said = require("tickmark.documents.said")
local text = require("tickmark.base.text")

local function same(a, b) return tostring(a or "") == tostring(b or "") end

--- Was it agreed to again since? On a later day; or just now, if it is another version.
local function is_newer(item, was, name)
  local day = date.parse(tostring(item.head[name]))
  local before = date.parse(tostring(was.head[name]))
  if not day or not before or day ~= before then
    return day ~= nil and (not before or day > before)
  end
  return day + 1 >= item.today and not same(item.head.version, was.head.version)
end

local function is_approved(item) return item.head.status == "approved" end

--- What had the approval of a day first; or, of several versions of one day, what had
--- that of one, if it came in these days.
local function approved_on(item, day, version)
  local on = version ~= nil and date.parse(tostring(day))
  return item.before(function(was, time)
    local is_of_day = is_approved(was) and same(was.head.approved_on, day)
    if not on or not is_of_day then return is_of_day end
    return same(was.head.version, version) and time ~= nil
      and date.from_epoch(time) <= on + 1
  end, true)
end

local function is_other(item, one, other)
  return not form.is_empty(other) and not item.same(tostring(one), tostring(other))
end

--- What the other sides of a merge have of which something holds.
local function sides_of(item, holds)
  local list = {}
  for _, side in ipairs(item.sides()) do
    if holds(side) then list[#list + 1] = side end
  end
  return list
end

---@class tickmark.Agreed  what an agreement is about
---@field by string   who agreed
---@field on string   when
---@field holds fun(was: tickmark.Item): boolean  was it agreed to?
---@field is_as fun(was: tickmark.Item): boolean  is it still what that was?
---@field note fun(was: tickmark.Item): boolean   true: there was something to note

--- What was agreed to before, here or on another side of a merge, still is what it was,
--- unless it was agreed to again since. A merge may have it as one of its sides has it.
---@param agreed tickmark.Agreed
local function check_agreed(item, was, agreed)
  local last = was and agreed.holds(was) and was or item.before(agreed.holds)
  local sides, list = sides_of(item, agreed.holds), { last }
  local function is_of_day(one) return same(one.head[agreed.on], item.head[agreed.on]) end
  local is_as_side = false
  for _, side in ipairs(sides) do
    list[#list + 1] = side
    is_as_side = is_as_side or is_of_day(side) and agreed.is_as(side)
      and not is_other(item, item.head[agreed.by], side.head[agreed.by])
  end
  for _, one in ipairs(list) do
    local is_held = is_newer(item, one, agreed.on) or is_as_side and is_of_day(one)
      or one ~= last and agreed.is_as(one)
    if not is_held and agreed.note(one) then return end
  end
end

--- Is it the text of an approval: of the first of its day, or of a version of that day?
local function is_text_of(item, last)
  local day, text_of = last.head.approved_on, said(item)
  local first = approved_on(item, day)
  if not first then return said(last) == text_of end
  if said(first) == text_of then return true end
  for _, version in ipairs { last.head.version or "", item.head.version or "" } do
    local one = approved_on(item, day, version)
    if one and said(one) == text_of then return true end
  end
  return false
end

--- Is its text not the one that had this approval first, or did somebody else approve
--- it?
local function note_approval(item, last, note)
  if not is_text_of(item, last) then
    note { code = "approval", at = "approved_on",
      message = ("its text has changed since it was approved on %s"):format(
        tostring(last.head.approved_on)),
      remedy = "have it approved again, and write down by whom and when; until then its "
        .. "status is in-review" }
    return true
  elseif is_other(item, item.head.approved_by, last.head.approved_by) then
    note { code = "approval", at = "approved_by",
      message = ("%s approved it on %s, not %s"):format(
        text.clip(tostring(last.head.approved_by), 60), tostring(last.head.approved_on),
        text.clip(tostring(item.head.approved_by), 60)),
      remedy = "who approves it now, does so on a day of now" }
    return true
  end
  return false
end

--- An approval that is written down now is of now; and somebody wrote what it is of.
local function check_told(item, was, note)
  local is_new = not was or not is_approved(was)
    or not same(item.head.approved_on, was.head.approved_on)
  local day = is_new and date.parse(tostring(item.head.approved_on))
  local is_late = day and item.late and day + item.late < item.today
  if is_late and not approved_on(item, item.head.approved_on) then
    note { code = "approval", at = "approved_on", warns = true,
      message = ("approved on %s, and written down %d days later"):format(tostring(day),
        item.today - day), remedy = "a late entry, if that day is true; an approval of "
        .. "the text as it is now has a day of now" }
  end
  if is_new and form.is_empty(item.head.author) and item.form.names.author then
    note { code = "approval", at = "status", warns = true,
      message = ("approved, and %s is empty"):format(item.form.names.author),
      remedy = "say who wrote it; nobody approves what they wrote" }
  end
end

--- What is approved has the text that was; it may have been something else between, and
--- what stood there before may not have been it.
local function check_approval(item, was, note)
  check_agreed(item, was, { by = "approved_by", on = "approved_on", holds = is_approved,
    is_as = function(one) return said(one) == said(item) end,
    note = function(last) return note_approval(item, last, note) end })
end

--- A value, of which days in words are days.
local function plain(value)
  return canon.encode { type(value) == "string" and fix.day(value) or value }
end

--- Of some fields, those that one has and another hasn't like that.
local function differing(item, was, fields)
  local list = {}
  for _, name in ipairs(fields) do
    if plain(item.head[name]) ~= plain(was.head[name]) then list[#list + 1] = name end
  end
  return list
end

local function note_bound(item, last, row, note)
  local changed = differing(item, last, row.fields)
  for _, name in ipairs(changed) do
    note { code = "approval", at = name,
      message = ("%s has changed since %s: %s"):format(item.form.names[name],
        item.form.names[row.by], text.clip(tostring(last.head[row.by]), 60)),
      why = row.why, remedy = ("have it agreed to again, and set %s"):format(
        item.form.names[row.on]) }
  end
  return #changed > 0
end

--- Fields that somebody has agreed to don't change behind their back.
local function check_bound(item, was, note)
  for _, row in ipairs(item.form.shape.binds or {}) do
    local function is_given(one) return not form.is_empty(one.head[row.by]) end
    if is_given(item) then
      check_agreed(item, was, { by = row.by, on = row.on, holds = is_given,
        is_as = function(one) return #differing(item, one, row.fields) == 0 end,
        note = function(last) return note_bound(item, last, row, note) end })
    end
  end
end

local function check_version(item, was, note, has_changed)
  local raised = not same(item.head.version, was.head.version)
  if has_changed and not raised and item.head.version then
    note { code = "version", at = "version", warns = true,
      message = ("its text has changed, and it is still version %s"):format(
        tostring(item.head.version)), remedy = "raise the version" }
  elseif raised and not has_changed then
    note { code = "version", at = "version", warns = true,
      message = ("version %s, and its text is that of version %s"):format(
        tostring(item.head.version), tostring(was.head.version)),
      remedy = "leave the version as it was" }
  end
end

local function check_stamp(item, was, note)
  for _, name in ipairs { "next_review", "last_review" } do
    if not same(item.head[name], was.head[name]) and item.head[name] then
      note { code = "stamp", at = name, warns = true,
        message = ("a review that changed nothing but its date (%s)"):format(
          item.form.names[name]), remedy = "nothing to do, if it was looked at" }
      return
    end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  if not item.before then return end -- neither a change nor a past is looked at
  local was = item.base
  if item.stands then
    if is_approved(item) then note_approval(item, item, note) end
    return
  end
  if is_approved(item) then
    check_approval(item, was, note)
    check_told(item, was, note)
  end
  check_bound(item, was, note)
  if not was then return end
  if was.head.id and not same(item.head.id, was.head.id) then
    note { code = "id", at = "id", message = ("its id was %s"):format(
      tostring(was.head.id)), remedy = "give it back its id; ids are for ever" }
  end
  local has_changed = said(item) ~= said(was)
  check_version(item, was, note, has_changed)
  if not has_changed then check_stamp(item, was, note) end
end
