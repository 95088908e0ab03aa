--- What a change of a document does to its approval, its version and its id.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local form = require("tickmark.documents.form")
local said = require("tickmark.documents.said")
local text = require("tickmark.base.text")

local function same(a, b) return tostring(a or "") == tostring(b or "") end

--- Was it approved again since? On a later day, or just now.
local function is_newer(item, was, name)
  local day = date.parse(tostring(item.head[name]))
  local before = date.parse(tostring(was.head[name]))
  return day ~= nil and (not before or day > before or day + 1 >= item.today)
end

--- What is approved has the text that was; it may have been something else between.
local function check_approval(item, was, note)
  if item.head.status ~= "approved" then return end
  local last = was.head.status == "approved" and was or item.approved_before()
  if not last or said(item) == said(last) or is_newer(item, last, "approved_on") then
    return
  end
  note { code = "approval", at = "approved_on",
    message = ("its text has changed since it was approved on %s"):format(
      tostring(last.head.approved_on)),
    remedy = "have it approved again, and write down by whom and when; until then its "
      .. "status is in-review" }
end

--- Fields that somebody has agreed to don't change behind their back.
local function check_bound(item, was, note)
  for _, row in ipairs(item.form.shape.binds or {}) do
    local is_given = not form.is_empty(item.head[row.by])
      and not form.is_empty(was.head[row.by])
    for _, name in ipairs(is_given and row.fields or {}) do
      if canon.encode { item.head[name] } ~= canon.encode { was.head[name] }
        and not is_newer(item, was, row.on) then
        note { code = "approval", at = name,
          message = ("%s has changed since %s: %s"):format(item.form.names[name],
            item.form.names[row.by], text.clip(tostring(item.head[row.by]), 60)),
          why = row.why, remedy = ("have it agreed to again, and set %s"):format(
            item.form.names[row.on]) }
      end
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
  local was = item.base
  if not was then return end
  if was.head.id and not same(item.head.id, was.head.id) then
    note { code = "id", at = "id", message = ("its id was %s"):format(
      tostring(was.head.id)), remedy = "give it back its id; ids are for ever" }
  end
  local has_changed = said(item) ~= said(was)
  check_approval(item, was, note)
  check_bound(item, was, note)
  check_version(item, was, note, has_changed)
  if not has_changed then check_stamp(item, was, note) end
end
