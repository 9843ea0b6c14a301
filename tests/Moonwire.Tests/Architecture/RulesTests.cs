namespace Moonwire.Tests.Architecture;

/// <summary>Each rule notices the code that it forbids, and no code that it allows.</summary>
[TestClass]
public sealed class RulesTests
{
    private const string Native = "    internal static partial int lua_gettop(nint state);\n";

    [Theory]
    [InlineData(Native)]
    [InlineData("using KeraLua;\n")]
    public void TheEngineIsNamedInOneFolder(string text) =>
        AssertPlaces(
            Rules.OnlyLuaNamesTheEngine, text, allowed: ["Runtime/Lua/LuaApi.cs"], forbidden: ["Runtime/Os/Libc.cs"]);

    [Theory]
    [InlineData("[LibraryImport(\"c\")]\n")]
    [InlineData("[DllImport(\"c\")]\n")]
    [InlineData("NativeLibrary.Load(\"c\");\n")]
    public void NativeFunctionsAreDeclaredInTwoFolders(string text) =>
        AssertPlaces(
            Rules.NativeFunctionsAreDeclaredInTheirFolders,
            text,
            allowed: ["Runtime/Lua/LuaApi.cs", "Runtime/Os/Libc.cs"],
            forbidden: ["Runtime/Sockets/SocketCalls.cs"]);

    [Theory]
    [InlineData("    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]\n")]
    [InlineData("var f = (delegate* unmanaged[Cdecl]<nint, int>)p;\n")]
    public void UnmanagedEntriesAreInListedFiles(string text) =>
        AssertPlaces(
            Rules.UnmanagedEntriesAreInTheirFiles,
            text,
            allowed: Rules.HaveUnmanagedEntries,
            forbidden: ["Runtime/Os/Libc.cs", "Modules/Ip/Udp/UdpSocketModule.cs"]);

    [Theory]
    [InlineData("    var top = *(byte**)(state + 16);\n")]
    [InlineData("    var allowed = (byte*)(state + 0xb);\n")]
    [InlineData("    private const int Top = 16; byte* Of(nint state) => *(byte**)(state + Top);\n")]
    [InlineData(
        "    private const int Pc = 32; uint Of(byte* call) => *(uint*)(*(byte**)(call + Pc) - sizeof(uint));\n")]
    [InlineData(
        "    private const int Next = 24; bool Of(LuaThread l) => *(nint*)(LuaLayout.CallInfoOf(l.State) + Next) == "
        + "0;\n")]
    public void OffsetsOfTheEngineAreInOneFile(string text)
    {
        Assert.All(["Runtime/Lua/LuaLayout.cs", "Runtime/Binding/DeferredExit.cs"], path =>
            Assert.Single(Rules.EngineOffsetsAreInOneFile(path, text)));
        Assert.All(["Runtime/Lua/EngineLayout.cs", "Runtime/Sockets/Sockaddr.cs"], path =>
            Assert.Empty(Rules.EngineOffsetsAreInOneFile(path, text)));
    }

    [Theory]
    [InlineData("    var top = *(byte**)(state + LuaState.Top);\n")]
    [InlineData("    // *(byte**)(state + 16)\n")]
    [InlineData("    var extra = (byte*)(header + 1);\n")]
    [InlineData("    const int Most = 3; var total = (Most + 1) * (count + Most);\n")]
    [InlineData("    const int Top = 3; var top = *(byte**)(state + LuaState.Top);\n")]
    public void NumbersThatAreNoOffsetsArePermitted(string text) =>
        Assert.Empty(Rules.EngineOffsetsAreInOneFile("Runtime/Lua/LuaLayout.cs", text));

    private static void AssertPlaces(
        Func<string, string, IEnumerable<string>> rule,
        string text,
        IEnumerable<string> allowed,
        IEnumerable<string> forbidden)
    {
        Assert.All(forbidden.Append("Runtime/Binding/Reader.cs").Append("Modules/Ip/Address.cs"), path =>
            Assert.Single(rule(path, text)));
        Assert.All(allowed.Append("tests/Moonwire.Tests/A.cs"), path => Assert.Empty(rule(path, text)));
        Assert.Empty(rule("Modules/Ip/Address.cs", "// as " + text));
    }

    [Theory]
    [InlineData("Console.Out.Write(1);\n")]
    [InlineData("System.Console.WriteLine();\n")]
    [InlineData("Log.Error(e, \"\");\n")]
    [InlineData("Serilog.Log.Logger = x;\n")]
    public void TheTerminalIsInterpreters(string text)
    {
        Assert.Single(Rules.OnlyInterpreterWritesToTheTerminal("Runtime/Loop/Loop.cs", text));
        Assert.Empty(Rules.OnlyInterpreterWritesToTheTerminal("Interpreter/Program.cs", text));
        Assert.Empty(
            Rules.OnlyInterpreterWritesToTheTerminal(
                "Runtime/Loop/Loop.cs", "_log.Error(); Math.Log(2); /// Console.\n"));
    }

    [Fact]
    public void AWrongArrowIsNoticed()
    {
        const string project = "<Project><ItemGroup><ProjectReference Include=\"../Modules/Modules.csproj\" "
            + "/></ItemGroup></Project>";

        Assert.Single(Rules.ArrowsRunOneWay("Runtime/Runtime.csproj", project));
        Assert.Single(Rules.ArrowsRunOneWay("Runtime/Other/Other.csproj", project));
        Assert.Empty(Rules.ArrowsRunOneWay("Interpreter/Interpreter.csproj", project));
    }

    [Fact]
    public void ALongFileIsNoticed()
    {
        var text = string.Concat(Enumerable.Repeat("x\n", Rules.MaxFileLength + 1));

        Assert.Single(Rules.FilesStaySmall("Modules/Ip/Udp.cs", text));
        Assert.Empty(Rules.FilesStaySmall("Modules/Ip/Udp.cs", text[2..]));
    }

    [Fact]
    public void AParameterOfAnotherProjectsTypeIsNoticed()
    {
        const string parameter = "    [Params(Kind.A, Kind.B)]\n    public Kind Which { get; set; }\n";

        Assert.Single(Rules.BenchmarksTakePlainParameters("tests/Benchmarks/A.cs", parameter));
        Assert.Empty(
            Rules.BenchmarksTakePlainParameters(
                "tests/Benchmarks/A.cs", parameter.Replace("public Kind", "public bool", StringComparison.Ordinal)));
        Assert.Empty(Rules.BenchmarksTakePlainParameters("Runtime/A.cs", parameter));
    }

    [Fact]
    public void APlaceIsNoticed()
    {
        Assert.Single(Rules.NoPlaceIsNamed("README.md", "see api.nuget" + ".org"));
        Assert.Single(Rules.NoPlaceIsNamed("README.md", "cd /work" + "/main"));
        Assert.Empty(Rules.NoPlaceIsNamed("README.md", "it may work / or not"));
    }
}
