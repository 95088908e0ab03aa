--- What a change does to evidence: it shows what was, and is kept.

local policies = require("spec.policies")
local support = require("spec.support")

local CONFIG <const> = policies.CONFIG .. [[
evidence:
  mfa-export: {paths: ["evidence/mfa/*.csv"], controls: [A.8.5], retention: P3Y}
  access-list: {paths: ["evidence/access/*.csv"], controls: [A.5.15]}
  register: {paths: ["evidence/register.csv"], controls: [A.5.9], mutable: "yes"}
  report: {paths: ["evidence/reports/*.pdf"], controls: [A.5.22], format: opaque}
]]
local MFA <const>, PDF <const> = "evidence/mfa/2026-10.csv", "evidence/reports/r.pdf"
local SIDECAR <const> = PDF .. ".meta.yml"

describe("evidence", function()
  local dir
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG, [MFA] = "user\nada\n", ["evidence/access/a.csv"] = "user\n",
      ["evidence/register.csv"] = "name\n", [PDF] = "%PDF", [SIDECAR] = "sha256: x\n" }
  end)
  after_each(function() support.remove(dir) end)

  local CASES <const> = {
    { "is kept for as long as was promised", { [MFA] = false },
      MFA .. ":1:1: warning: evidence of mfa-export is taken away, and is to be kept for P3Y" },
    { "is kept, where nothing was promised", { ["evidence/access/a.csv"] = false },
      "warning: evidence of access-list is taken away, and is to be kept\n" },
    { "stays what it was", { [MFA] = "user\nada\nbob\n" },
      MFA .. ":1:1: warning: evidence of mfa-export becomes another; it shows what was then" },
    { "comes in new files", { ["evidence/mfa/2026-11.csv"] = "user\n" } },
    { "may change where its series says so", { ["evidence/register.csv"] = "name\nx\n" } },
    { "may move as it is", { [MFA] = false, ["evidence/mfa/2026-10-31.csv"] = "user\nada\n" } },
    { "that nobody reads has a sidecar", { ["evidence/reports/s.pdf"] = "%PDF 2" },
      "evidence/reports/s.pdf:1:1: warning: no sidecar tells where it comes from" },
    { "that nobody reads keeps its sidecar", { [SIDECAR] = false },
      SIDECAR .. ":1:1: warning: evidence of report is taken away" },
    { "is too large to be looked through for secrets, which is said",
      { ["evidence/mfa/big.csv"] = ("x"):rep(17000000) },
      "evidence/mfa/big.csv:1:1: warning: 17 MB: it is too large to be looked through for secrets" },
  }
  for _, case in ipairs(CASES) do
    it(case[1], function() policies.says(dir, case[2], case[3] or "nothing to mend", 0) end)
  end

  it("blocks where the organisation wants that", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "check: {blocks: [evidence]}\n" })
    policies.says(dir, { [MFA] = false }, ":1:1: error: evidence of mfa-export is taken away", 1)
  end)
end)
