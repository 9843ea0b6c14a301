using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>The folders that <c>require</c> searches, wherever the script is.</summary>
[TestClass]
public sealed class ModuleFoldersTests : IDisposable
{
    private const string PrintsModule = "print(require('module'), (require('./module')))";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task TheScriptsFolderComesBeforeTheWorkingDirectory()
    {
        var script = _folder.Write("script/main.lua", PrintsModule);
        _folder.Write("script/module.lua", "return 'next to the script'");
        _folder.Write("module.lua", "return 'in the working directory'");

        Assert.Equal("next to the script\tnext to the script\n", await Output("script/main.lua"));
        Assert.Equal("next to the script\tnext to the script\n", await Output(script));
    }

    [Fact]
    public async Task ALinkedScriptFindsWhatLiesBesideItAndThenWhatLiesBesideTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It makes links.");
        var script = _folder.Write(
            "program/main.lua", "print(require('module'), require('beside_link'), (require('./beside_link')))");
        _folder.Write("program/module.lua", "return 'next to the script'");
        _folder.Write("bin/module.lua", "return 'of somebody else'");
        _folder.Write("bin/beside_link.lua", "return 'next to the link'");
        File.CreateSymbolicLink(_folder.PathOf("bin/run"), script);

        Assert.Equal("next to the script\tnext to the link\tnext to the link\n", await Output("bin/run"));
        Assert.Equal(
            "next to the script\tnext to the link\tnext to the link\n", await Output(_folder.PathOf("bin/run")));
    }

    [Fact]
    public async Task ALinkedFolderIsAFolderLikeAnyOther()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It makes links.");
        _folder.Write("real/inner/main.lua", "print((require('../above')))");
        _folder.Write("real/above.lua", "return 'above the folder that the link leads to'");
        _folder.Write("above.lua", "return 'above the link'");
        Directory.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("real/inner"));

        Assert.Equal("above the folder that the link leads to\n", await Output("link/main.lua"));
    }

    [Fact]
    public async Task AScriptWhoseFolderHasSignsOfTemplatesStillFindsWhatIsBesideIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names of files there have no question marks.");
        _folder.Write("a;b?/main.lua", "print((require('./module')))");
        _folder.Write("a;b?/module.lua", "return 'next to the script'");

        Assert.Equal("next to the script\n", await Output("a;b?/main.lua"));
    }

    [Fact]
    public async Task TheUsersTreeOfLuaRocksIsFound()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "LuaRocks installs elsewhere there.");
        _folder.Write("home/.luarocks/share/lua/5.4/one.lua", "return 'one'");
        _folder.Write("home/.luarocks/share/lua/5.4/two/init.lua", "return 'two'");
        _folder.Write(
            "main.lua", "print(require('one'), (require('two')), package.cpath:find(os.getenv('HOME') .. "
                + "'/.luarocks/lib/lua/5.4/?.so', 1, true) ~= nil)");

        Assert.Equal("one\ttwo\ttrue\n", await Output("main.lua", KeyValuePair.Create("HOME", _folder.PathOf("home"))));
    }

    [Theory]
    [InlineData("x/?.lua", "x/?.lua")]
    [InlineData("x/?.lua;;", "x/?.lua;./?.lua;./?/init.lua;DEFAULT")]
    [InlineData(";;x/?.lua", "./?.lua;./?/init.lua;DEFAULT;x/?.lua")]
    public async Task LuaPathReplacesOrHoldsTheDefault(string variable, string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The default is Linux's.");
        const string Default = "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
            + "/usr/local/lib/lua/5.4/?.lua;"
            + "/usr/local/lib/lua/5.4/?/init.lua;/usr/share/lua/5.4/?.lua;/usr/share/lua/5.4/?/init.lua";
        _folder.Write("main.lua", "print(package.path)");
        var expected = path.Replace("DEFAULT", Default, StringComparison.Ordinal) + "\n";

        Assert.Equal(
            expected,
            await Output("main.lua", KeyValuePair.Create("LUA_PATH", variable), KeyValuePair.Create("HOME", "")));
        Assert.Equal(
            expected, await Output(
                "main.lua",
                KeyValuePair.Create("LUA_PATH_5_4", variable),
                KeyValuePair.Create("LUA_PATH", "y"),
                KeyValuePair.Create("HOME", "")));
    }

    [Fact]
    public async Task AFileStaysTheSameWhenTheWorkingDirectoryChanges()
    {
        CModuleTests.Require("lfs", "lua-filesystem");
        _folder.Write(
            "main.lua",
            "local m = require('./lib/module')\nrequire('lfs').chdir('/')\nprint(m.late(), (require('./lib/late')))");
        _folder.Write("lib/module.lua", "return {late = function() local late = require('./late') return late end}");
        _folder.Write("lib/late.lua", "return 'late'");

        Assert.Equal("late\tlate\n", await Output("main.lua"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> Output(string script, params KeyValuePair<string, string>[] environment)
    {
        var run = await Executable.RunAsync([script], _folder.Root, environment: environment);
        Assert.Equal("", Visible.Text(run.Errors));
        return Encoding.UTF8.GetString(run.Output);
    }
}
