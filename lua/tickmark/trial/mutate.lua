--- Changes of documents that ought to matter to a test: a field that is gone, another
--- value, a row that is missing. A test that none of them makes fail can't fail.

local order = require("tickmark.base.order")

local mutate = {}

local MOST <const> = 60 -- of a case

-- Another value for one that looks so, the first that fits.
local OTHERS <const> = {
  { "^%d%d%d%d%-%d%d%-%d%d$", function() return { "2001-01-01", "2099-01-01" } end },
  { "^%-?%d+%.?%d*$", function(n)
    return { "0", ("%g"):format((tonumber(n) or 0) * 10 + 1) }
  end },
  { "^yes$", function() return { "no" } end },
  { "^no$", function() return { "yes" } end },
  { "^true$", function() return { "false" } end },
  { "^false$", function() return { "true" } end },
  { "", function() return { "other" } end },
}

local function others(value)
  local bare = value:match('^"(.*)"$') or value:match("^'(.*)'$") or value
  for _, one in ipairs(OTHERS) do
    if bare:find(one[1]) then return one[2](bare) end
  end
end

local function lines_of(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  return lines
end

local function with(lines, at, line)
  local copy = table.move(lines, 1, #lines, 1, {})
  if line then copy[at] = line else table.remove(copy, at) end
  return table.concat(copy, "\n")
end

--- Each value of a line of YAML, or cell of one of CSV, as something else.
local function changed(line, is_table)
  local list = {}
  local pattern = is_table and "()([^,;]+)()" or ":%s+()([^%[{%s,}][^,}%]]-)()%s*[,}%]]"
  for first, value, last in (is_table and line or line .. ","):gmatch(pattern) do
    for _, other in ipairs(others(value)) do
      list[#list + 1] = line:sub(1, first - 1) .. other .. line:sub(last)
    end
  end
  return list
end

--- The changes of a text.
local function of_text(path, text)
  local list, lines = {}, lines_of(text)
  local is_table = path:find("%.csv$") ~= nil
  for i, line in ipairs(lines) do
    if line:find("%w") and not (is_table and i == 1) then
      list[#list + 1] = with(lines, i, nil)
      for _, other in ipairs(changed(line, is_table)) do
        list[#list + 1] = with(lines, i, other)
      end
    end
  end
  return list
end

--- Cases that differ from one by a change of one file, or lack it.
---@param case tickmark.Case
---@return fun(): tickmark.Case?
function mutate.each(case)
  return coroutine.wrap(function()
    local n = 0
    for _, path in ipairs(order.keys(case.files)) do
      local texts = of_text(path, case.files[path])
      texts[#texts + 1] = false
      for _, text in ipairs(texts) do
        local files = {}
        for name, own in pairs(case.files) do files[name] = own end
        files[path] = text or nil
        local other = setmetatable({ files = files }, { __index = case })
        n = n + 1
        if n > MOST then return end
        coroutine.yield(other)
      end
    end
  end)
end

return mutate
