--- The templates of documents that the program brings with it, policies/templates/.

local core = require("tickmark.core")
local order = require("tickmark.base.order")
local records = require("tickmark.criteria.records")
local text = require("tickmark.base.text")

local templates = {}

---@class tickmark.Template
---@field name string         as access-control
---@field form "Markdown"|"YAML"
---@field text string
---@field title string
---@field satisfies string[]  the requirements that it answers

-- What the ending of a file says of its form.
local FORMS <const> = { md = "Markdown", markdown = "Markdown", yml = "YAML",
  yaml = "YAML" }

--- The form that a file has by its name; nil: it doesn't say.
---@param path string
---@return "Markdown"|"YAML"|nil
function templates.form_of(path)
  return FORMS[text.fold(path:match("%.(%w+)$") or "")]
end

--- A field of the head; they stand in one line each.
local function field(bytes, name)
  return ("\n" .. bytes):match("\n" .. name .. ": ([^\n]*)") or ""
end

--- Where each document has a title of its own, what stands before it, or its type's.
local function title_of(bytes)
  local title = field(bytes, "title")
  if not title:find("{{", 1, true) then return title end
  return title:match('^"([^{]+): {{') or records.shape(field(bytes, "type")).title
end

local function read(path)
  local bytes, satisfies = core.bundled(path), {}
  for id in field(bytes, "satisfies"):gmatch('"([^"]+)"') do
    satisfies[#satisfies + 1] = id
  end
  return { name = path:match("([^/]+)%.%w+$"), form = templates.form_of(path),
    text = bytes, title = title_of(bytes), satisfies = satisfies }
end

--- All templates, by their names.
---@return tickmark.Template[]
function templates.all()
  local list = {}
  for path in core.bundled("policies/templates"):gmatch("[^\n]+") do
    list[#list + 1] = read(path)
  end
  return order.sort(list, function(a, b) return order.less(a.name, b.name) end)
end

---@param name string
---@return tickmark.Template?
function templates.get(name)
  for _, template in ipairs(templates.all()) do
    if template.name == name then return template end
  end
end

return templates
