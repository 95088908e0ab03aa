--- The limits of documents, and what is refused in them.

local item = require("spec.locks.item")

local LIMITS <const> = "src/doc/limits.h"

local function limit(name, to)
  return { item.change(LIMITS, "#define " .. name .. " ", ("#define %s %s // "):format(name, to)) }
end

return {
  { "on the size", { item.change(LIMITS, "TICK_DOC_SIZE_MAX (8u << 20)", "TICK_DOC_SIZE_MAX (80u << 20)"),
      item.change("lua/tickmark/worker/reader.lua", "8 << 20", "80 << 20") },
    item.document("a.txt", ("x\n"):rep(5 << 20), "8388608") },
  { "on the depth", limit("TICK_DOC_DEPTH_MAX", "1000"),
    item.document("a.json", ("["):rep(80) .. ("]"):rep(80), "nested deeper than 64 levels") },
  { "on the number of values", limit("TICK_DOC_NODES_MAX", "90000000"),
    item.document("a.json", "[" .. ("0,"):rep(1100000) .. "0]", "more than 500000 values") },
  { "on the length of a value", limit("TICK_DOC_SCALAR_MAX", "(90u << 20)"),
    item.document("a.json", '{"a": "' .. ("x"):rep(70000) .. '"}', "more than 65536") },
  { "on the length of a number", limit("TICK_DOC_NUMBER_MAX", "100000"),
    item.document("a.json", "[0." .. ("1"):rep(300) .. "]", "a number of") },
  { "on the length of a head", limit("TICK_DOC_HEAD_MAX", "(90u << 20)"),
    item.document("a.md", "---\na: y\n" .. ("# words\n"):rep(40000) .. "---\n", "262144") },
  { "on columns", limit("TICK_DOC_COLUMNS_MAX", "100000"),
    item.document("a.csv", ("a,"):rep(5000) .. "b\n", "more than 4096 columns") },
  { "on anchors", { item.change("src/doc/yaml.c", "if (anchor)\n\t\treturn REFUSE", "if (0)\n\t\treturn REFUSE"),
      item.change("src/doc/yaml.c", "\tif (!name)\n\t\treturn TICK_OK;", "\tif (!tag)\n\t\treturn TICK_OK;") },
    item.document("a.yml", "a: &x 1\n", "anchor '&x' is not allowed") },
  { "on tags", { item.change("src/doc/yaml.c", "\tif (!name)\n\t\treturn TICK_OK;",
      "\tif (!anchor)\n\t\treturn TICK_OK;") },
    item.document("a.yml", "a: !!int 1\n", "is not allowed") },
  { "on merge keys", { item.change("src/doc/yaml.c", 'memcmp(text, "<<", 2) == 0', "0") },
    item.document("a.yml", "<<: {a: 1}\n", "merge key") },
  { "on a key twice", { item.change("src/doc/tree.c", "if (!again)\n\t\treturn TICK_OK;\n\ttick_fault_quote(name",
      "if (1)\n\t\treturn TICK_OK;\n\ttick_fault_quote(name") },
    item.document("a.json", '{"a": 1, "a": 2}', "stands twice") },
}
