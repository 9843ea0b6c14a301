using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Moonwire.Tests.Architecture;

/// <summary>
/// What the build cannot enforce. A rule takes a path from the root and the file's text, and says what is wrong there.
/// </summary>
internal static partial class Rules
{
    public const int LongestFile = 400;

    /// <summary>Files that may be longer, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> MayBeLonger = new Dictionary<string, string>(StringComparer.Ordinal)
    {
    };

    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Interpreter/Interpreter.csproj"] = ["Modules/Modules.csproj", "Runtime/Runtime.csproj"],
        ["Modules/Modules.csproj"] = ["Runtime/Runtime.csproj"],
        ["Runtime/Runtime.csproj"] = [],
    };

    // In pieces, so that this file keeps the rule it states.
    private static readonly string[] Unmentionable =
        ["nuget" + ".org", "npmjs" + ".", "deb.debian" + ".org", "pypi" + ".org", "crates" + ".io", "/work" + "/", "/root" + "/"];

    public static readonly IReadOnlyList<Func<string, string, IEnumerable<string>>> All =
        [OnlyNativeKnowsTheEngine, OnlyInterpreterWritesToTheTerminal, ArrowsRunOneWay, FilesStaySmall, NoPlaceIsNamed, BenchmarksTakePlainParameters];

    public static IEnumerable<string> OnlyNativeKnowsTheEngine(string path, string text) =>
        IsProduct(path) && IsCSharp(path) && !path.StartsWith("Runtime/Native/", StringComparison.Ordinal)
            ? Found(path, text, NativeNames(), "is for Runtime/Native only")
            : [];

    public static IEnumerable<string> OnlyInterpreterWritesToTheTerminal(string path, string text) =>
        IsProduct(path) && IsCSharp(path) && !path.StartsWith("Interpreter/", StringComparison.Ordinal)
            ? Found(path, text, TerminalNames(), "is for Interpreter only")
            : [];

    public static IEnumerable<string> ArrowsRunOneWay(string path, string text)
    {
        if (!Arrows.TryGetValue(path, out var allowed))
        {
            return IsProduct(path) && path.EndsWith(".csproj", StringComparison.Ordinal) ? [$"{path}: no such layer"] : [];
        }

        return XDocument.Parse(text).Descendants("ProjectReference")
            .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/').Replace("../", "", StringComparison.Ordinal))
            .Except(allowed, StringComparer.Ordinal)
            .Select(r => $"{path}: must not reference {r}");
    }

    public static IEnumerable<string> FilesStaySmall(string path, string text)
    {
        var lines = text.Count(c => c == '\n');
        return IsProduct(path) && lines > LongestFile && !MayBeLonger.ContainsKey(path)
            ? [$"{path}: {lines} lines, where {LongestFile} are allowed without a reason"]
            : [];
    }

    public static IEnumerable<string> NoPlaceIsNamed(string path, string text) =>
        Unmentionable.Where(u => text.Contains(u, StringComparison.OrdinalIgnoreCase)).Select(u => $"{path}: names {u}");

    /// <summary>The program that a benchmark runs in is made of its own project alone, and knows no types of others.</summary>
    public static IEnumerable<string> BenchmarksTakePlainParameters(string path, string text) =>
        path.StartsWith("tests/Benchmarks/", StringComparison.Ordinal) && IsCSharp(path)
            ? OtherParameters().Matches(text).Select(m => $"{path}: {m.Value} is no type that a benchmark's program knows")
            : [];

    private static bool IsProduct(string path) => path.Split('/')[0] is "Runtime" or "Modules" or "Interpreter";

    private static bool IsCSharp(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private static IEnumerable<string> Found(string path, string text, Regex names, string complaint) =>
        text.Split('\n').Select((line, i) => (Match: names.Match(Comment().Replace(line, "")), Line: i + 1))
            .Where(f => f.Match.Success)
            .Select(f => $"{path}:{f.Line}: {f.Match.Value} {complaint}");

    [GeneratedRegex(@"(?<=\[Params\([^]]*\)\]\s*public\s+)(?!bool\b|int\b|string\b|double\b)\w+")]
    private static partial Regex OtherParameters();

    [GeneratedRegex(@"(?<!["":])//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:LibraryImport|DllImport|NativeLibrary|KeraLua|luaL?_\w+)\b|delegate\s*\*\s*unmanaged")]
    private static partial Regex NativeNames();

    [GeneratedRegex(@"(?<![\w.])(?:(?:System\.)?Console\s*\.|(?:Serilog\.)?Log\s*\.\s*(?:Verbose|Debug|Information|Warning|Error|Fatal|Write|Logger|ForContext|CloseAndFlush)\b)")]
    private static partial Regex TerminalNames();
}
