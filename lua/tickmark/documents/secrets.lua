--- What must not be in a repository: private keys, and tokens that open something.

local secrets = {}

local PATTERNS <const> = {
  { "%-%-%-%-%-BEGIN [A-Z ]*PRIVATE KEY%-%-%-%-%-", "a private key" },
  { "%-%-%-%-%-BEGIN PGP PRIVATE KEY BLOCK%-%-%-%-%-", "a private key" },
  { "PuTTY%-User%-Key%-File%-%d:", "a private key" },
  { "%f[%w]AKIA" .. ("[0-9A-Z]"):rep(16) .. "%f[%W]", "an access key of AWS" },
  { "%f[%w]gh[pousr]_" .. ("[0-9A-Za-z]"):rep(36), "a token of GitHub" },
  { "%f[%w]github_pat_" .. ("[0-9A-Za-z_]"):rep(22), "a token of GitHub" },
  { "%f[%w]glpat%-" .. ("[0-9A-Za-z_-]"):rep(20), "a token of GitLab" },
  { "%f[%w]xox[abprs]%-[0-9A-Za-z-]" .. ("[0-9A-Za-z-]"):rep(10), "a token of Slack" },
  { "%f[%w]AIza" .. ("[0-9A-Za-z_-]"):rep(35), "a key of Google" },
  { "%f[%w]sk_live_" .. ("[0-9A-Za-z]"):rep(24), "a key of Stripe" },
}

--- The first secret in some bytes: what it is, and in which line.
---@param bytes string
---@return string? what
---@return integer? line
function secrets.find(bytes)
  local first, what
  for _, pattern in ipairs(PATTERNS) do
    local at, last = bytes:find(pattern[1])
    while at and bytes:sub(last - 6, last) == "EXAMPLE" do -- as manuals print them
      at, last = bytes:find(pattern[1], last)
    end
    if at and (not first or at < first) then first, what = at, pattern[2] end
  end
  if not first then return nil end
  local _, n = bytes:sub(1, first):gsub("\n", "")
  return what, n + 1
end

return secrets
