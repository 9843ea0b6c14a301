using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>
/// The module that a name means, if one of moonwire's modules and a file of the program or an installed module have
/// this name.
/// </summary>
[TestClass]
public sealed class SharedNamesTests : IDisposable
{
    private const string UsesSystem = "local function system() return (require('system')) end return {of = system, "
        + "name = system().name}";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("log.lua")]
    [InlineData("log/init.lua")]
    public async Task AFileBesideTheScriptIsTheProgramsWhereverItIsStarted(string file)
    {
        var script = _folder.Write(
            "script/main.lua",
            "print(require('log'), require('part'), require('moonwire.log').info ~= nil, package.loaded.log, "
                + "require('time').sleep ~= nil)");
        _folder.Write("script/part.lua", "return require('log') .. ' in a part'");
        _folder.Write("script/" + file, "return 'own'");

        foreach (var name in new[] { "main.lua", "./main.lua", script })
        {
            var start = name == script ? "" : "script";
            Assert.Equal("own\town in a part\ttrue\town\ttrue\n", await Output(name, start));
        }
    }

    [Fact]
    public async Task AFileInTheWorkingDirectoryIsTheProgramsAsWell()
    {
        _folder.Write("tests/main.lua", "print((require('log')))");
        _folder.Write("log.lua", "return 'own'");

        Assert.Equal("own\n", await Output("tests/main.lua", ""));
    }

    [Fact]
    public async Task AnInstalledModuleGetsTheInstalledOneAndTheScriptGetsMoonwires()
    {
        Install("system/init.lua", "return {name = 'installed', gettime = function() return 'the time' end}");
        Install("user.lua", UsesSystem);
        _folder.Write("main.lua", """
            local system, user = require("system"), require("user")
            print(
                user.name, user.of() == user.of(), system == package.loaded.system,
                system == require("moonwire.system"), user.of() == system)
            print(
                system.getpid() > 0, require("system") == system, system.gettime(),
                pcall(function() return system.nothing end))
            for name, value in pairs(package.loaded) do
                if value == user.of() then print((name:gsub(".*/tree", "tree"))) end
            end
            """);

        Assert.Equal(
            "installed\ttrue\ttrue\ttrue\tfalse\ntrue\ttrue\tthe time\tfalse\tInvalid "
                + "argument\ntree/share/lua/5.4/system/init.lua\n", await WithTree("main.lua"));
    }

    [Theory]
    [InlineData("json", "encode")]
    [InlineData("channel", "select")]
    [InlineData("group", "all")]
    public async Task ModulesWithCommonNamesGiveWay(string name, string member)
    {
        Install(name + ".lua", "return 'installed'");
        Install("user.lua", $"return (require('{name}'))");
        _folder.Write(
            "main.lua",
            $"print(require('user'), require('{name}').{member} ~= nil, require('moonwire.{name}').{member} ~= nil)");
        Assert.Equal("installed\ttrue\ttrue\n", await WithTree("main.lua"));

        _folder.Write(name + ".lua", "return 'own'");
        _folder.Write("main.lua", $"print(require('{name}') == 'own', require('moonwire.{name}').{member} ~= nil)");
        Assert.Equal("true\ttrue\n", await WithTree("main.lua"));
    }

    [Fact]
    public async Task InstalledCodeIsKnownThroughPcallTailCallsCoroutinesFibersAndDofile()
    {
        Install("log.lua", "return 'installed'");
        Install("user.lua", """
            local calls = {
              function() return require("log") end,
              function() return select(2, pcall(require, "log")) end,
              coroutine.wrap(function() return (require "log") end),
              function() local fiber = spawn(function() return (require("log")) end) return fiber:join() end,
              function() return load("return (require('log'))")() end,
              function() return setmetatable({}, {__index = function(_, key) return require(key) end}).log end,
            }
            local found = {}
            for i, f in ipairs(calls) do found[i] = tostring((f())) end
            return table.concat(found, " ")
            """);
        _folder.Write(
            "main.lua",
            "print((require('user')))\nprint(dofile('tree/share/lua/5.4/user.lua'), require('log').info ~= nil)");

        const string All = "installed installed installed installed installed installed";
        Assert.Equal($"{All}\n{All}\ttrue\n", await WithTree("main.lua"));
    }

    [Theory]
    [InlineData("#!/usr/bin/env lua", "installed")]
    [InlineData("#!/usr/bin/lua5.4", "installed")]
    [InlineData("#! /usr/bin/env -S lua5.4 -W", "installed")]
    [InlineData("#!/usr/bin/env lua-any", "installed")]
    [InlineData("#!/usr/bin/env moonwire", "moonwire's")]
    [InlineData("#!/usr/bin/env -S moonwire -l lua", "moonwire's")]
    [InlineData("#!/usr/bin/env emilua", "moonwire's")]
    [InlineData("#!", "moonwire's")]
    [InlineData("-- lua", "moonwire's")]
    public async Task AScriptWhoseFirstLineNamesLuaGetsWhatLuaGives(string line, string found)
    {
        Install("log.lua", "return {name = 'installed'}");
        _folder.Write(
            "main.lua", line
                + "\nprint(require('log').name or \"moonwire's\", require('part'), package.loaded.log.name, "
                + "require('time').sleep ~= nil, require('moonwire.log').info ~= nil)");
        _folder.Write("part.lua", "return require('log').name or \"moonwire's\"");

        Assert.Equal(
            $"{found}\t{found}\t{(found == "installed" ? found : "nil")}\ttrue\ttrue\n", await WithTree("main.lua"));
    }

    [Fact]
    public async Task AFileOfTheProgramComesBeforeMoonwiresForInstalledCodeToo()
    {
        Install("user.lua", "return require('log')");
        _folder.Write("log.lua", "return 'own'");
        _folder.Write("main.lua", "print(require('user'), require('log'), package.loaded.log)");

        Assert.Equal("own\town\town\n", await WithTree("main.lua"));
    }

    [Fact]
    public async Task ANameThatIsTakenOutOfPackageLoadedMeansWhatItMeansInLua()
    {
        Install("log.lua", "return 'installed'");
        _folder.Write("main.lua", """
            print(require("log") == require("moonwire.log"))
            package.loaded.log = nil
            print(require("log"), package.loaded.log)
            package.loaded.log = "set by the script"
            print(require("log"))
            local time = require("time")
            package.loaded.time = nil
            print(require("time") == time, package.loaded.time == time)
            package.loaded.time = false
            package.preload.time = function(...) return table.concat({...}, " ") end
            print((require("time")))
            """);

        Assert.Equal(
            "true\ninstalled\tinstalled\nset by the script\ntrue\ttrue\ntime :preload:\n", await WithTree("main.lua"));
    }

    [Fact]
    public async Task WhereRequireLooksMayChange()
    {
        Install("log.lua", "return 'installed'");
        Install("user.lua", "return require('log')");
        _folder.Write("main.lua", """
            print(require("log") == require("moonwire.log"))
            package.path = "tree/share/lua/5.4/?.lua;" .. package.path
            print(require("user"), require("log") == require("moonwire.log"))
            package.loaded.time = nil
            table.insert(package.searchers, 2, function(name)
              return name == "time" and function() return "searched " .. name end
            end)
            print((require("time")), require("mutex") == require("moonwire.mutex"))
            package.path = nil
            print(require("log") == require("moonwire.log"), require("future") == require("moonwire.future"))
            """);

        Assert.Equal(
            "true\ninstalled\ttrue\nsearched time\ttrue\ntrue\ttrue\n",
            await Output("main.lua", "", KeyValuePair.Create("LUA_PATH", "./?.lua")));
    }

    [Fact]
    public async Task ASearcherOfTheProgramComesBeforeMoonwiresUnlessItFindsInstalledModules()
    {
        Install("log.lua", "return 'installed'");
        _folder.Write("main.lua", """
            local path = "tree/share/lua/5.4/?.lua"
            table.insert(package.searchers, 1, function(name)
              if name == "time" then return function() return "the program's" end, "in an archive" end
              local file = package.searchpath(name, path)
              if file then return loadfile(file), file end
            end)
            print(require("time"), require("log") == require("moonwire.log"))
            """);

        Assert.Equal("the program's\ttrue\n", await Output("main.lua", "", KeyValuePair.Create("LUA_PATH", "./?.lua")));
    }

    [Fact]
    public async Task AFileThatFailsIsTriedAgain()
    {
        _folder.Write("log.lua", "return = 1");
        _folder.Write("time.lua", "tries = (tries or 0) + 1 if tries == 1 then error('fails', 0) end return tries");
        _folder.Write("main.lua", """
            print((select(2, pcall(require, "log")):gsub("\n.*", "")))
            print((select(2, pcall(require, "log")):gsub("\n.*", "")))
            print(pcall(require, "time"))
            print(require("time"))
            """);

        Assert.Equal(
            "error loading module 'log' from file './log.lua':\nerror loading module 'log' from file "
                + "'./log.lua':\nfalse\tfails\n2\t./time.lua\n", await Output(
                    "main.lua", "", KeyValuePair.Create("LUA_PATH", "./?.lua")));
    }

    [Fact]
    public async Task AnInstalledModuleMayPutItselfIntoPackageLoadedAndSuspend()
    {
        Install(
            "system/init.lua", "local M = {name = 'installed'} package.loaded[...] = M require('system.part') "
                + "require('moonwire.time').sleep(0.001)");
        Install("system/part.lua", "return assert(require('system').name)");
        Install("user.lua", "return {load = function() return (require('system')) end}");
        _folder.Write("main.lua", """
            local user = require("user")
            local a, b = spawn(user.load), spawn(user.load)
            print(a:join().name, b:join().name, user.load().name, require("system") == require("moonwire.system"))
            """);

        Assert.Equal("installed\tinstalled\tinstalled\ttrue\n", await WithTree("main.lua"));
    }

    [Theory]
    [InlineData("-l log -e print(log.info~=nil)")]
    [InlineData("-e print(require'log'.info~=nil)")]
    public async Task OptionsGetMoonwiresModules(string options)
    {
        Install("log.lua", "return 'installed'");
        var run = await Executable.RunAsync(options.Split(' '), _folder.Root, environment: [Tree]);

        Assert.Equal(("true\n", ""), (Encoding.UTF8.GetString(run.Output), Visible.Text(run.Errors)));
    }

    public void Dispose() => _folder.Dispose();

    private static KeyValuePair<string, string> Tree =>
        KeyValuePair.Create("LUA_PATH", "./?.lua;tree/share/lua/5.4/?.lua;tree/share/lua/5.4/?/init.lua");

    private void Install(string file, string code) => _folder.Write("tree/share/lua/5.4/" + file, code);

    private Task<string> WithTree(string script) => Output(script, "", Tree);

    private async Task<string> Output(string script, string folder, params KeyValuePair<string, string>[] environment)
    {
        var run = await Executable.RunAsync([script], Path.Combine(_folder.Root, folder), environment: environment);
        Assert.Equal("", Visible.Text(run.Errors));
        return Encoding.UTF8.GetString(run.Output);
    }
}
