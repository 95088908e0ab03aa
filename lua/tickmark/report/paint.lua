--- Colours of a terminal report; each has one meaning.

local paint = {}

local CODES = { major = "1;31", minor = "31", fail = "31", ofi = "33", error = "1;35",
  pass = "32", ["not-tested"] = "33", ["not-applicable"] = "2", strong = "1", dim = "2" }

--- A function that colours a text by its meaning, or leaves it alone.
---@param colour boolean
---@return fun(meaning: string, text: string): string
function paint.new(colour)
  if not colour then return function(_, text) return text end end
  return function(meaning, text)
    local code = CODES[meaning]
    return code and ("\27[%sm%s\27[0m"):format(code, text) or text
  end
end

return paint
