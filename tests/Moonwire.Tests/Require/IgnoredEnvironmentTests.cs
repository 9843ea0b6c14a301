using System.Runtime.InteropServices;
using Moonwire.Modules;
using Moonwire.Runtime.Hosting;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>
/// A host that ignores the environment does not search the folders in it. The test changes this process's environment.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed partial class IgnoredEnvironmentTests : IDisposable
{
    private static readonly string[] Names = ["LUA_PATH", "LUA_CPATH", "MOONWIRE_PATH"];

    /// <summary>Variables that Lua prefers to <see cref="Names"/>. The test run may have inherited them.</summary>
    private static readonly string[] Preferred = ["LUA_PATH_5_4", "LUA_CPATH_5_4"];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false, "LUA_PATH LUA_CPATH MOONWIRE_PATH")]
    [InlineData(true, "")]
    public void VariablesAreReadUnlessTheyAreIgnored(bool ignored, string read)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It sets variables as C has them.");
        Assert.All(Preferred, static name => Assert.Equal(0, UnsetVariable(name)));
        foreach (var name in Names)
        {
            Assert.Equal(0, SetVariable(name, $"/from/{name}/?;;", 1));
        }

        var script = _folder.Write("main.lua", """
            local found = {}
            for _, name in ipairs {"LUA_PATH", "LUA_CPATH", "MOONWIRE_PATH"} do
              if (package.path .. package.cpath):find("/from/" .. name .. "/", 1, true) then
                found[#found + 1] = name
              end
            end
            error(table.concat(found, " "), 0)
            """);
        var reports = new List<string>();
        using (var host = new LuaHost(new LuaHostOptions
        {
            Modules = StandardModules.Create,
            Report = reports.Add,
            Exit = static code => throw new InvalidOperationException($"os.exit({code})"),
            IgnoreEnvironment = ignored,
        }))
        {
            host.Run(new LuaProgram
            {
                Steps = [new ProgramStep(StepKind.File, script)],
                CommandLine = ["moonwire", script],
                ScriptIndex = 1,
            });
        }

        Assert.Equal($"moonwire: {read}", Assert.Single(reports).Split('\n')[0]);
    }

    public void Dispose()
    {
        foreach (var name in Names)
        {
            _ = UnsetVariable(name);
        }

        _folder.Dispose();
    }

    // .NET has its own copy of the variables, whose changes C and Lua do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);
}
