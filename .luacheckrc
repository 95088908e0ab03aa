std = "lua54"
max_line_length = 90
cache = false
files["spec"] = { std = "+busted", max_line_length = 120 }
-- What a test or rule file sees: the author's words and nothing of io, os, load.
local author = {
  max_line_length = 120,
  read_globals = { "test", "rule", "date", "period", "require", "pairs", "ipairs", "type", "tostring",
    "tonumber", "error", "assert", "pcall", "select", "string", "table", "math", "utf8" },
}
files["policies"] = author
files["examples/**/*.lua"] = author
