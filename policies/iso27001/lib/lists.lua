-- Lists, as documents have them: one text is a list of it, and its parts stand between
-- commas.

local lists = {}

function lists.of(value)
  if type(value) == "table" then
    local list = {}
    for _, one in ipairs(value) do
      if type(one) ~= "table" and tostring(one):find("%S") then list[#list + 1] = one end
    end
    return list
  end
  local list = {}
  for part in (type(value) == "string" and value or ""):gmatch("[^,;]+") do
    part = part:match("^%s*(.-)%s*$")
    if part ~= "" then list[#list + 1] = part end
  end
  return list
end

-- Does it say anything?
function lists.says(value)
  if type(value) ~= "table" then return #lists.of(value) > 0 end
  local any = false
  for _ in pairs(value) do any = true end
  return any
end

-- A.5.2 stands before A.5.10.
local function by_number(a, b)
  local function padded(id)
    return (id:gsub("%d+", function(n) return ("0"):rep(9 - #n) .. n end))
  end
  return padded(a) < padded(b)
end

-- What some items are called: the first eight, and how many more there are.
function lists.some(items)
  local ids = {}
  for i, one in ipairs(items) do ids[i] = tostring(one.item) end
  table.sort(ids, by_number)
  return table.concat(ids, ", ", 1, math.min(#ids, 8))
    .. (#ids > 8 and (" and %d more"):format(#ids - 8) or "")
end

-- The requirements that a document says it answers.
function lists.satisfies(document)
  local given = document.satisfies
  if type(given) == "table" and #given == 0 then given = given.iso27001 end
  return lists.of(given)
end

return lists
