using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Moonwire.Tests.Architecture;

/// <summary>
/// The rules that the build cannot enforce. A rule takes a file's path from the root and the file's text, and returns
/// the violations.
/// </summary>
internal static partial class Rules
{
    public const int MaxFileLength = 400;

    /// <summary>The files that may be longer, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> MayBeLonger =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Interpreter/Start/order.txt"] = "a list of method names, written by packaging/start-order.sh",
        };

    /// <summary>The folders in which native functions are declared.</summary>
    public static readonly IReadOnlyList<string> DeclareNativeFunctions = ["Runtime/Os/", "Runtime/Lua/"];

    /// <summary>The files that define functions for native code to call, or pass pointers to them.</summary>
    public static readonly IReadOnlyList<string> HaveUnmanagedEntries =
    [
        "Runtime/Os/ProgramStart.cs", "Runtime/Os/ForkedChild.cs", "Runtime/Lua/", "Runtime/Binding/Trampoline.cs",
        "Runtime/Binding/UnmanagedEntry.cs",
        "Modules/Ip/Udp/DatagramFunctions.Entries.cs", "Modules/ByteSpan/ByteSpanModule.Slices.cs",
    ];

    /// <summary>The only file with offsets of the engine's structs.</summary>
    private const string EngineLayout = "Runtime/Lua/EngineLayout.cs";

    private static readonly string[] ReadEngineStructs = ["Runtime/Lua/", "Runtime/Binding/"];

    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Interpreter/Interpreter.csproj"] = ["Modules/Modules.csproj", "Runtime/Runtime.csproj"],
        ["Modules/Modules.csproj"] = ["Runtime/Runtime.csproj"],
        ["Runtime/Runtime.csproj"] = [],
    };

    // Each name is split, because otherwise this file would break its own rule.
    private static readonly string[] Unmentionable =
        [
            "nuget" + ".org", "npmjs" + ".", "deb.debian" + ".org", "pypi" + ".org", "crates" + ".io", "/work" + "/",
            "/root" + "/",
        ];

    public static readonly IReadOnlyList<Func<string, string, IEnumerable<string>>> All =
        [
            OnlyLuaNamesTheEngine, NativeFunctionsAreDeclaredInTheirFolders, UnmanagedEntriesAreInTheirFiles,
            EngineOffsetsAreInOneFile, OnlyInterpreterWritesToTheTerminal, ArrowsRunOneWay, Layers.ImportsRunDown,
            FilesStaySmall, NoPlaceIsNamed, BenchmarksTakePlainParameters,
        ];

    public static IEnumerable<string> OnlyLuaNamesTheEngine(string path, string text) =>
        FoundOutside(["Runtime/Lua/"], path, text, EngineNames(), "is for Runtime/Lua only");

    public static IEnumerable<string> NativeFunctionsAreDeclaredInTheirFolders(string path, string text) =>
        FoundOutside(DeclareNativeFunctions, path, text, Declarations(), "is for Runtime/Os and Runtime/Lua only");

    public static IEnumerable<string> UnmanagedEntriesAreInTheirFiles(string path, string text) =>
        FoundOutside(
            HaveUnmanagedEntries,
            path,
            text,
            UnmanagedEntries(),
            "is for the files of Rules.HaveUnmanagedEntries only");

    /// <summary>
    /// Offsets of the engine's structs are constants of a single file: no code adds a number, or a constant of its own
    /// file, to a pointer.
    /// </summary>
    public static IEnumerable<string> EngineOffsetsAreInOneFile(string path, string text)
    {
        var own = Constants().Matches(text).Select(static m => m.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        return ReadEngineStructs.Any(place => path.StartsWith(place, StringComparison.Ordinal)) && path != EngineLayout
            ? from line in text.Split('\n').Select((line, i) => (Text: Comment().Replace(line, ""), Number: i + 1))
              from added in AddedToPointers().Matches(line.Text).Select(static m => m.Groups["added"].Value)
              where char.IsAsciiDigit(added[0]) || own.Contains(added)
              select $"{path}:{line.Number}: {added} is for {EngineLayout}"
            : [];
    }

    /// <summary>Returns true if the code declares native functions, which is allowed in listed places only.</summary>
    public static bool DeclaresNativeFunction(string text) => Declarations().IsMatch(text);

    public static bool HasUnmanagedEntry(string text) => UnmanagedEntries().IsMatch(text);

    public static IEnumerable<string> OnlyInterpreterWritesToTheTerminal(string path, string text) =>
        IsProduct(path) && IsCSharp(path) && !path.StartsWith("Interpreter/", StringComparison.Ordinal)
            ? Found(path, text, TerminalNames(), "is for Interpreter only")
            : [];

    public static IEnumerable<string> ArrowsRunOneWay(string path, string text)
    {
        if (!Arrows.TryGetValue(path, out var allowed))
        {
            return IsProduct(path) && path.EndsWith(".csproj", StringComparison.Ordinal)
                ? [$"{path}: no such layer"]
                : [];
        }

        return XDocument.Parse(text).Descendants("ProjectReference")
            .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/').Replace("../", "", StringComparison.Ordinal))
            .Except(allowed, StringComparer.Ordinal)
            .Select(r => $"{path}: must not reference {r}");
    }

    public static IEnumerable<string> FilesStaySmall(string path, string text)
    {
        var lines = text.Count(c => c == '\n');
        return IsProduct(path) && lines > MaxFileLength && !MayBeLonger.ContainsKey(path)
            ? [$"{path}: {lines} lines, where {MaxFileLength} are allowed without a reason"]
            : [];
    }

    public static IEnumerable<string> NoPlaceIsNamed(string path, string text) =>
        Unmentionable.Where(u => text.Contains(u, StringComparison.OrdinalIgnoreCase))
            .Select(u => $"{path}: names {u}");

    /// <summary>
    /// Benchmarks use parameters of plain types, because BenchmarkDotNet's program references only the benchmarks' own
    /// project.
    /// </summary>
    public static IEnumerable<string> BenchmarksTakePlainParameters(string path, string text) =>
        path.StartsWith("tests/Benchmarks/", StringComparison.Ordinal) && IsCSharp(path)
            ? OtherParameters().Matches(text)
                .Select(m => $"{path}: {m.Value} is not a type that a benchmark's program knows")
            : [];

    public static bool IsProduct(string path) => path.Split('/')[0] is "Runtime" or "Modules" or "Interpreter";

    private static bool IsCSharp(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private static IEnumerable<string> FoundOutside(
        IEnumerable<string> places, string path, string text, Regex names, string complaint) =>
        IsProduct(path) && IsCSharp(path) && !places.Any(place => path.StartsWith(place, StringComparison.Ordinal))
            ? Found(path, text, names, complaint)
            : [];

    private static IEnumerable<string> Found(string path, string text, Regex names, string complaint) =>
        text.Split('\n').Select((line, i) => (Match: names.Match(Comment().Replace(line, "")), Line: i + 1))
            .Where(f => f.Match.Success)
            .Select(f => $"{path}:{f.Line}: {f.Match.Value} {complaint}");

    [GeneratedRegex(@"(?<=\[Params\([^]]*\)\]\s*public\s+)(?!bool\b|int\b|string\b|double\b)\w+")]
    private static partial Regex OtherParameters();

    [GeneratedRegex(@"(?<!["":])//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:KeraLua|luaL?_\w+)\b")]
    private static partial Regex EngineNames();

    [GeneratedRegex(@"\b(?:LibraryImport|DllImport|NativeLibrary)\b")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\bconst\s+\w+\s+(?<name>\w+)\s*=")]
    private static partial Regex Constants();

    // Matches a cast to a pointer of an expression that ends in "+ number" or "+ Name". "+ 1" steps over a value, and
    // ".Name" is another file's.
    [GeneratedRegex(@"\(\w+\s*\*+\)\s*\([^()]*(?:\([^()]*\)[^()]*)*[+-]\s*(?!1\))(?<added>\w+)\)")]
    private static partial Regex AddedToPointers();

    [GeneratedRegex(@"\bUnmanagedCallersOnly\b|delegate\s*\*\s*unmanaged")]
    private static partial Regex UnmanagedEntries();

    [GeneratedRegex(
        @"(?<![\w.])(?:(?:System\.)?Console\s*\.|(?:Serilog\.)?Log\s*\.\s*"
            + @"(?:Verbose|Debug|Information|Warning|Error|Fatal|Write|Logger|ForContext|CloseAndFlush)\b)")]
    private static partial Regex TerminalNames();
}
