local yaml = require("tickmark.base.yaml")
local doc = require("tickmark_worker").doc

describe("YAML of ours", function()
  local cases = {
    { "policies/a_b-c.md", "policies/a_b-c.md" },
    { "2025-01-31", "2025-01-31" },
    { "No", '"No"' },
    { "", '""' },
    { "1.0", '"1.0"' },
    { "a: b # c", '"a: b # c"' },
    { "*/x.md", '"*/x.md"' },
    { 'say "\\"', '"say \\"\\\\\\""' },
    { "ä", '"ä"' },
    { "a\nb\r\0", '"a\\u000Ab\\u000D\\u0000"' },
    { "\u{85}\u{2028}\u{202E}\u{FEFF}\u{200B}", '"\\u0085\\u2028\\u202E\\uFEFF\\u200B"' },
  }
  for _, case in ipairs(cases) do
    it("writes " .. case[2], function() assert.equal(case[2], yaml.scalar(case[1])) end)
  end

  it("reads as what was written", function()
    local value = { list = {}, map = { ["a: b"] = "c", ["\u{2028}"] = "- d" }, texts = {} }
    for i, case in ipairs(cases) do value.texts[i] = case[1]:gsub("%z", "") end
    local document, fault = doc.parse("x: " .. yaml.flow(value) .. "\n", { kind = "yaml" })
    assert.same(nil, fault)
    assert.same(value, document:data().x)
  end)
end)
