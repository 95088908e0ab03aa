--- What a change of a document does to its approval, its version and its id.

local canon = require("tickmark.base.canon")

-- What may change without the text being another one.
local ASIDE <const> = { approved_by = true, approved_on = true, last_review = true,
  next_review = true, status = true, version = true, effective_on = true }

--- What a document says, but for when it was looked at, and how its lines end.
local function said(item)
  local copy = {}
  for key, value in pairs(item.theirs) do copy[key] = value end
  for name in pairs(ASIDE) do copy[item.form.names[name] or name] = nil end
  return canon.encode(copy) .. "\0" .. item.body:gsub("\r\n?", "\n")
end

local function same(a, b) return tostring(a or "") == tostring(b or "") end

local function check_approval(item, was, note)
  if item.head.status ~= "approved" or was.head.status ~= "approved" then return end
  if not same(item.head.approved_on, was.head.approved_on)
    or not same(item.head.approved_by, was.head.approved_by) then return end
  note { code = "approval", at = "approved_on",
    message = ("its text has changed since it was approved on %s"):format(
      tostring(item.head.approved_on)),
    remedy = "have it approved again, and write down by whom and when; until then its "
      .. "status is in-review" }
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
  if has_changed then check_approval(item, was, note) end
  check_version(item, was, note, has_changed)
  if not has_changed then check_stamp(item, was, note) end
end
