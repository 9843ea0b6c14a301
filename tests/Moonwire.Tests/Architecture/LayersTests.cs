using Moonwire.Tests.Support;

namespace Moonwire.Tests.Architecture;

/// <summary>The rule of the layers notices each way to name a folder that is not lower, and nothing else.</summary>
[TestClass]
public sealed class LayersTests
{
    [Theory]
    [InlineData("Runtime/Lua/A.cs", "using Moonwire.Runtime.Sockets;\n")]
    [InlineData("Runtime/Loop/A.cs", "using Moonwire.Runtime.Errors;\n")] // a folder of the same level
    [InlineData("Runtime/Os/A.cs", "using static Moonwire.Runtime.Hosting.LuaHost;\n")]
    [InlineData("Runtime/Os/A.cs", "using H = Moonwire.Runtime.Hosting;\n")]
    [InlineData("Runtime/Os/A.cs", "using H = global::Moonwire.Runtime.Hosting.LuaHost;\n")]
    [InlineData("Runtime/Os/A.cs", "namespace Moonwire.Runtime.Os;\nusing Hosting;\n")]
    [InlineData("Runtime/Os/A.cs", "var host = new Moonwire.Runtime.Hosting.LuaHost();\n")]
    [InlineData("Runtime/Os/A.cs", "var host = new global::Moonwire.Runtime.Hosting.LuaHost();\n")]
    [InlineData("Runtime/Os/A.cs", "var host = new Runtime.Hosting.LuaHost();\n")]
    [InlineData("Runtime/Os/A.cs", "var host = new Hosting.LuaHost();\n")]
    [InlineData("Runtime/Os/A.cs", "var host = new Hosting\n    .LuaHost();\n")]
    [InlineData("Runtime/Os/A.cs", "List<Hosting.LuaHost> all = [];\n")]
    [InlineData("Runtime/Os/A.cs", "/// <summary>As <see cref=\"Hosting.LuaHost\"/> has it.</summary>\n")]
    [InlineData("Runtime/Lua/A.cs", "using Moonwire.Runtime.Os;\nglobal using Moonwire.Runtime.Os;\n")]
    [InlineData("Runtime/Elsewhere/A.cs", "\n")]
    [InlineData("Runtime/A.cs", "\n")]
    [InlineData("Runtime/Runtime.csproj", "<Using Include=\"Moonwire.Runtime.Os\" />")]
    [InlineData("Modules/ByteSpan/A.cs", "using Moonwire.Modules.Time;\n")]
    [InlineData("Modules/Ip/Address/A.cs", "using Moonwire.Modules.Ip.Udp;\n")]
    [InlineData("Modules/Ip/Address/A.cs", "var module = new Udp.UdpModule();\n")]
    [InlineData("Modules/Ip/Udp/A.cs", "var module = new IpModule(addresses);\n")]
    [InlineData("Modules/Time/A.cs", "var all = StandardModules.Create(context);\n")]
    [InlineData("Interpreter/Logging/A.cs", "using Moonwire.Interpreter.CommandLine;\n")]
    [InlineData("Interpreter/CommandLine/A.cs", "using var runner = new ScriptRunner();\n")]
    [InlineData("Interpreter/CommandLine/A.cs", "using Moonwire.Interpreter;\nusing Moonwire.Interpreter.Repl;\n")]
    public void AWrongImportIsNoticed(string path, string text) => Assert.Single(Layers.ImportsRunDown(path, text));

    [Theory]
    [InlineData(
        "Runtime/Lua/A.cs",
        "using System.Net.Sockets;\nusing Moonwire.Runtime.Os;\n\nnamespace Moonwire.Runtime.Lua;\n")]
    [InlineData(
        "Runtime/Lua/A.cs",
        "namespace Moonwire.Runtime.Lua;\nvar a = Lua.ExpectedResults.Agree(state) + Os.Libc.EINTR;\n")]
    [InlineData(
        "Runtime/Os/A.cs", "// Hosting.LuaHost and Moonwire.Runtime.Hosting\nvar host = program.Hosting.LuaHost;\n")]
    [InlineData("Runtime/Os/A.cs", "/// <summary>Nothing of Hosting. See Hosting.LuaHost.</summary>\n")]
    [InlineData("Modules/Time/A.cs", "using Moonwire.Runtime.Hosting;\nusing Moonwire.Runtime.Errors;\n")]
    [InlineData("Modules/StandardModules.cs", "using Moonwire.Modules.Ip;\n")]
    [InlineData("Modules/Ip/IpModule.cs", "using Moonwire.Modules.Ip.Address;\ninternal sealed class IpModule;\n")]
    [InlineData(
        "Interpreter/Program.cs", "using Moonwire.Interpreter.CommandLine;\nvar runner = new ScriptRunner();\n")]
    [InlineData("Runtime/Shims/prelude.lua", "Hosting.LuaHost")]
    [InlineData("tests/Moonwire.Tests/A.cs", "global using Moonwire.Runtime.Hosting;\n")]
    public void AnotherImportIsNot(string path, string text) => Assert.Empty(Layers.ImportsRunDown(path, text));

    [Fact]
    public void EveryFolderOfTheOrderHasCode() => Assert.All(
        Layers.Levels.SelectMany(static project =>
            project.Value.SelectMany(static level => level).Select(folder => Path.Combine(project.Key, folder))),
        static folder => Assert.NotEmpty(Directory.GetFiles(Repository.PathOf(folder), "*.cs")));
}
