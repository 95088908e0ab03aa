--- What a document names is there: requirements in the catalogue, files and sections in
--- the repository.

local catalogue = require("tickmark.criteria.catalogue")
local links = require("tickmark.documents.links")
local named = require("tickmark.documents.named")
local satisfies = require("tickmark.documents.satisfies")
local text = require("tickmark.base.text")

local function check_requirement(one, name, note)
  local found, message = catalogue.parse(one.id)
  if not found then
    note { code = "reference", at = one.at, message = ("%s: %s"):format(name, message) }
  end
end

local function check_requirements(item, note)
  for _, one in ipairs(satisfies(item)) do check_requirement(one, "satisfies", note) end
  for _, one in ipairs(item.form.shape.cites and named.requirements(item) or {}) do
    check_requirement(one, item.form.names[one.at[1]] or one.at[1], note)
  end
end

--- Where a line of the body has some words, in characters; 1 where it has them in
--- another spelling.
local function column_of(item, line, words)
  if not item.rows then -- once for all that lead nowhere
    item.rows = {}
    for row in item.body:gmatch("([^\n]*)\n?") do item.rows[#item.rows + 1] = row end
  end
  local row = item.rows[line - item.line + 1]
  local first = row and row:find(words, 1, true)
  return first and (utf8.len(row, 1, first - 1) or 0) + 1 or 1
end

local function note_link(item, link, note, message, remedy)
  note { code = "reference", line = link.line,
    column = column_of(item, link.line, link.target), message = message,
    remedy = remedy }
end

-- Sections that every page has, and lines as forges number them.
local EVERYWHERE <const> = { top = true, [""] = true }

local function check_anchor(item, link, note, path, anchor)
  if EVERYWHERE[anchor] or anchor:find("^L%d+") then return end
  local anchors = path == item.path and item.anchors() or item.anchors_of(path)
  local section = links.section(anchor)
  if not anchors or section == "" or anchors[section] then return end
  note_link(item, link, note, ("link to #%s: no such heading in %s"):format(
    text.clip(anchor, 60), path), "anchors are headings in lower case, with - for blanks")
end

local function check_link(item, link, note)
  local file, anchor = links.resolve(item.path, link.target)
  if file == nil then return end
  if not file or not item.exists(file) then
    return note_link(item, link, note, ("link to %s: no such file"):format(
      text.clip(link.target, 80)), "paths begin at the document's own folder")
  end
  if file:find("%.md$") or file == item.path then
    check_anchor(item, link, note, file, anchor)
  end
end

--- Files that the head names.
local function check_paths(item, note)
  for _, one in ipairs(named.paths(item)) do
    if not item.exists(one.path) then
      note { code = "reference", at = one.at,
        message = text.clip(one.path, 80) .. ": no such file",
        remedy = "paths in a head begin at the top of the repository" }
    end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  check_requirements(item, note)
  check_paths(item, note)
  for _, link in ipairs(item.links()) do check_link(item, link, note) end
end
