--- Where a link of a document leads.

local text = require("tickmark.base.text")

local links = {}

--- The path that a target leads to from a document's folder; nil: out of the tree.
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

--- The file and the section of a link; nothing if it leads out of the repository's web
--- of files, as https://... does; false: out of its tree.
---@param path string    of the document
---@param target string  as it stands there
---@return string|false|nil file
---@return string? anchor  "" for none
function links.resolve(path, target)
  if target == "" or target:find("^%a[%w+.-]*:") or target:find("^//") then return nil end
  local file, anchor = target:match("^([^#?]*)%??[^#]*#?(.*)$")
  if file == "" then return path, decoded(anchor) end
  return resolve(path, decoded(file)) or false, decoded(anchor)
end

--- A section's name by what all who make anchors of headings agree on: its letters and
--- digits, those of ASCII; others keep or drop accents, dashes and signs.
---@param anchor string
---@return string
function links.section(anchor)
  return (text.fold(anchor):gsub("[^%w]+", ""))
end

return links
