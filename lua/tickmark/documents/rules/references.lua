--- What a document names is there: requirements in the catalogue, files and sections in
--- the repository.

local catalogue = require("tickmark.criteria.catalogue")
local text = require("tickmark.base.text")

local function check_id(id, at, note)
  local found, message = catalogue.parse(id)
  if not found then
    note { code = "reference", at = at, message = "satisfies: " .. message }
  end
end

--- A list, or a map from a framework to lists, of which only ours is looked at.
local function check_satisfies(item, note)
  local given = item.head.satisfies
  if type(given) ~= "table" then
    if type(given) == "string" and text.trim(given) ~= "" then
      check_id(given, "satisfies", note)
    end
    return
  end
  local list = #given > 0 and given or given.iso27001 or given["ISO27001"]
  for i, id in ipairs(type(list) == "table" and list or {}) do
    if type(id) ~= "table" then
      check_id(tostring(id), list == given and { "satisfies", i } or "satisfies", note)
    end
  end
end

--- The path that a link leads to from a document's folder; nil: out of the tree.
local function resolve(path, target)
  local parts = {}
  local from = target:sub(1, 1) == "/" and "" or path:match("^(.*)/[^/]*$") or ""
  for part in (from .. "/" .. target):gmatch("[^/]+") do
    if part == ".." then
      if #parts == 0 then return nil end
      parts[#parts] = nil
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  return table.concat(parts, "/")
end

local function decoded(target)
  return (target:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function note_link(link, note, message, remedy)
  note { code = "reference", line = link.line, message = message,
    remedy = remedy }
end

local function check_anchor(item, link, note, path, anchor)
  local anchors = path == item.path and item.anchors() or item.anchors_of(path)
  if not anchors or anchors[anchor] or anchors[text.fold(anchor)] then return end
  note_link(link, note, ("link to #%s: no such heading in %s"):format(
    text.clip(anchor, 60), path), "anchors are headings in lower case, with - for blanks")
end

local function check_link(item, link, note)
  local target = link.target
  if target == "" or target:find("^%a[%w+.-]*:") or target:find("^//") then return end
  local path, anchor = target:match("^([^#?]*)%??[^#]*#?(.*)$")
  local file = path == "" and item.path or resolve(item.path, decoded(path))
  if not file or file ~= "" and not item.exists(file) then
    return note_link(link, note, ("link to %s: no such file"):format(
      text.clip(target, 80)), "paths begin at the document's own folder")
  end
  if anchor ~= "" and (file:find("%.md$") or file == item.path) then
    check_anchor(item, link, note, file, decoded(anchor))
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  check_satisfies(item, note)
  for _, link in ipairs(item.links()) do check_link(item, link, note) end
end
