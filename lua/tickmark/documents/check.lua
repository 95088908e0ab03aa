--- Judging one document, or one entry of a register: each rule looks at it and notes
--- what is wrong, why that matters, and how to mend it.

local order = require("tickmark.base.order")

local check = {}

local RULES <const> = {}
for i, name in ipairs { "head", "dates", "approval", "change", "references",
  "placeholders", "promises", "soa" } do
  RULES[i] = require("tickmark.documents.rules." .. name)
end

-- What can be said of a text that says nothing of itself.
local OF_TEXT <const> = { require("tickmark.documents.rules.references"),
  require("tickmark.documents.rules.placeholders") }

-- Why it matters, by what is wrong.
local WHY <const> = {
  head = "who reads it can't tell what it is (7.5.2)",
  id = "findings and links find a document by its id (7.5.3)",
  reference = "who follows it finds nothing (7.5.3)",
  date = "nobody can tell when it held (7.5.2)",
  approval = "what nobody has approved is not in force (7.5.2)",
  review = "what was not looked at in time may be out of date (7.5.2)",
  version = "two texts of one version can't be told apart (7.5.3)",
  stamp = "a review looks at the text, and not at the calendar alone (7.5.2)",
  placeholder = "a text that nobody has finished is nobody's rule (7.5.2)",
  soa = "each control is in or out, with a reason (6.1.3 d)",
  unknown = "what is misspelt is not read",
  evidence = "what is changed afterwards shows nothing (A.5.28)",
  secret = "who can read the repository can use it (A.5.17)",
  criteria = "a change that sets its own rules could exempt itself",
  deletion = "records are kept for as long as was promised (A.5.33)",
}

---@class tickmark.Item  a document, or an entry of a register
---@field path string
---@field form tickmark.Form
---@field head table        by our names
---@field theirs table      by theirs
---@field places table<string, integer[]>  as worker/positions.lua gives them
---@field at string[]       the keys that lead to it, in a register
---@field is_bare boolean?  it has no head, and need not have one
---@field absent table<string, boolean>?  required fields that its table has no column of
---@field body string       what follows the head
---@field line integer      where that begins
---@field rows string[]?    its lines, once somebody has asked
---@field today tickmark.Date
---@field late tickmark.Period?  after which what is written down is late
---@field base tickmark.Item?  what it was, where a change is judged
---@field stands boolean?   no change is judged: it is compared with what it was itself
---@field before fun(holds: (fun(was: tickmark.Item): boolean), oldest: boolean?):
---  tickmark.Item?  what it was when something held of it, the last time or the first
---@field sides (fun(): tickmark.Item[])?  what it is where a merge brings it from
---@field same fun(a: string, b: string): boolean  one person?
---@field known fun(name: string): boolean  is it one of the people, or a role?
---@field blanks fun(map: table): string[]  keys of a part of the head that hold nothing
---@field exists fun(path: string): boolean
---@field links fun(): {target: string, line: integer}[]
---@field anchors fun(): table<string, boolean>
---@field anchors_of fun(path: string): table<string, boolean>?

---@class tickmark.Noted
---@field code string      a key of WHY
---@field message string
---@field at string|any[]|nil  our name of the field, or keys that lead to it
---@field key string?      their name
---@field line integer?
---@field column integer?
---@field why string?      default: by the code
---@field remedy string?
---@field warns boolean?   it never blocks

---@class tickmark.Fault
---@field code string
---@field path string
---@field line integer
---@field column integer
---@field message string
---@field why string
---@field remedy string?
---@field warns boolean?

--- Where a field is, or what is nearest to it.
---@param item tickmark.Item
---@param noted {at: string|any[]|nil, key: string?}
---@return integer line
---@return integer column
function check.place_of(item, noted)
  local keys = table.move(item.at, 1, #item.at, 1, {})
  local own = type(noted.at) == "table" and noted.at or { noted.at }
  keys[#keys + 1] = noted.key or own[1] and (item.form.names[own[1]] or own[1])
  for i = 2, #own do keys[#keys + 1] = tostring(own[i]) end
  for n = #keys, 1, -1 do
    local place = item.places[table.concat(keys, "\0", 1, n)]
    if place then return place[3] or place[1], place[4] or place[2] end
  end
  return 1, 1
end

--- A fault, whole.
---@param path string
---@param noted tickmark.Noted
---@return tickmark.Fault
function check.fault(path, noted)
  return { code = noted.code, path = path, line = noted.line or 1,
    column = noted.column or 1, message = noted.message,
    why = noted.why or WHY[noted.code], remedy = noted.remedy, warns = noted.warns }
end

--- The kinds of faults.
---@return string[]
function check.codes() return order.keys(WHY) end

--- What is wrong with a document. A draft never blocks.
---@param item tickmark.Item
---@return tickmark.Fault[]
function check.item(item)
  local faults = {}
  local function note(noted)
    if not noted.line then noted.line, noted.column = check.place_of(item, noted) end
    noted.warns = noted.warns or item.head.status == "draft" or nil
    faults[#faults + 1] = check.fault(item.path, noted)
  end
  for _, rule in ipairs(item.is_bare and OF_TEXT or RULES) do rule(item, note) end
  return faults
end

return check
