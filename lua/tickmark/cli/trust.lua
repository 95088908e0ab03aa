--- tickmark trust: who may decide on a ledger, and what has to be signed.

local failure = require("tickmark.base.failure")
local appointed = require("tickmark.report.appointed")
local appointments = require("tickmark.followup.appointments")
local options = require("tickmark.cli.options")
local roles = require("tickmark.ledger.trust")
local trust = require("tickmark.record.trust")
local verbs = require("tickmark.cli.verbs")
local words = require("tickmark.cli.words")

local function read(path)
  local f <close>, why = io.open(path, "rb")
  local bytes = f and f:read("a")
  if bytes then return bytes end
  failure.raise(failure.USAGE, "--key: " .. (why or path .. ": can't be read"))
end

local VERBS = {
  appoint = { about = "Give somebody a role, and the keys that they sign with.",
    example = "eva@cb.example --role lead-auditor --key ~/.ssh/id_ed25519.pub",
    options = function(p)
      p:argument("mail", "Who: the mail address of their commits.")
      options.choice(p, "--role", roles.ROLES)
      p:option("--key", "A public key's file, of ssh or OpenPGP."):argname("FILE")
        :count("*")
      words.options(p)
    end,
    change = function(book, args)
      local keys = {}
      for i, path in ipairs(args.key or {}) do keys[i] = read(path) end
      return trust.appoint(book, { mail = args.mail, role = args.role, keys = keys,
        text = words.of(args) })
    end },
  dismiss = { about = "Take somebody's role away, for a reason.",
    example = "otto@cb.example --text \"Left the team\"",
    options = function(p)
      p:argument("mail", "Who: the mail address of their commits.")
      words.options(p)
    end,
    change = function(book, args)
      return trust.dismiss(book, { mail = args.mail, text = words.of(args,
        args.mail .. ": why?") })
    end },
  require = { about = "Say whose events have to be signed; never less than before.",
    example = "auditors",
    options = function(p)
      p:argument("scope", "auditors or all."):choices { "auditors", "all" }
      words.options(p)
    end,
    change = function(book, args)
      return trust.require_signatures(book, { scope = args.scope, text = words.of(args) })
    end },
  list = { about = "Tell who may do what, and what trust begins with.",
    example = "--format json",
    options = function(p) options.choice(p, "--format", { "text", "json" }) end,
    show = function(book, args) return appointed(appointments(book), args.format) end },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("trust", "Who may decide on a ledger, and what has to be signed.",
    VERBS, arguments)
end
