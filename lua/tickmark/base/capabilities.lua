--- What a script sees and what it may spend: the whole of it, as plain data.
--
-- What isn't listed isn't there. Left out is whatever reaches beyond the script
-- (files, the environment, other chunks, the collector), whatever differs from
-- run to run (chance, clocks, addresses) and from machine to machine (binary
-- layouts, most of libm). Results carry the hash of this list.

local MIB <const> = 1 << 20

return {
  --- Names of Lua's own libraries.
  libraries = {
    base = { "assert", "error", "ipairs", "pairs", "pcall", "select", "tonumber",
      "tostring", "type" },
    math = { "abs", "ceil", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger",
      "min", "mininteger", "modf", "pi", "sqrt", "tointeger", "type", "ult" },
    string = { "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower",
      "match", "rep", "reverse", "sub", "upper" },
    table = { "concat", "insert", "move", "pack", "remove", "sort", "unpack" },
    utf8 = { "char", "charpattern", "codepoint", "codes", "len", "offset" },
  },

  --- Words of ours.
  words = {
    "date", "period",
    "require",
    "rule", "test",
  },

  --- Of one call: instructions and bytes (64 of them are a step), seconds by
  --- the wall. `collect` is also what loading a script may take.
  budgets = {
    collect = { steps = 5000000, memory = 32 * MIB },
    judge = { steps = 50000000, steps_a_fact = 50, memory = 64 * MIB },
    call = { seconds = 5 },
  },
}
