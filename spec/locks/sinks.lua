--- The encoders of what is printed.

local item = require("spec.locks.item")

local TEXT <const> = "lua/tickmark/base/text.lua"

return {
  { "of a terminal", { item.change(TEXT, "  if not find(s, \"[\\0-\\31\\127-\\255]\") then return s end\n"
      .. "  return show(s, newlines)", "  return s, show and newlines") },
    item.told([["a\27[31mb"]], "", "a\27[31mb") },
  { "of a CI's log", { item.change(TEXT, 'if not find(s, "::%a") then return s end', "do return s end") },
    item.told([["::error::b"]], "", "::error::b") },
  { "of Markdown", { item.change(TEXT, [["[\\`*_%[%]<>|~$]", "\\%0")]], [["[\\`*_%[%]|~$]", "\\%0")]]) },
    item.told([["<script>b"]], "--format markdown", "<script>b") },
  { "of JSON", { item.change(TEXT, 'if find(json, "[\\127-\\255]") then', "if false then") },
    item.told([["a\u{202E}b"]], "--format json", "a\u{202E}b") },
  { "on the length of a message", { item.change(TEXT, "if #s <= bytes then return s end", "do return s end"),
      item.change("lua/tickmark/base/bounded.lua", "LONGEST <const> = 2048", "LONGEST <const> = 1 << 30") },
    item.told([[("x"):rep(3000)]], "--format json", ("x"):rep(3000)) },
}
