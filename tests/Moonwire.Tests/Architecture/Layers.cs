using System.Text.RegularExpressions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Architecture;

/// <summary>The order of the folders within a project: a folder may name only folders of lower levels.</summary>
internal static partial class Layers
{
    private const string Root = "Moonwire";

    /// <summary>The levels of each project, the lowest first. "" is the project's own folder.</summary>
    public static readonly IReadOnlyDictionary<string, string[][]> Levels =
        new Dictionary<string, string[][]>(StringComparer.Ordinal)
        {
            ["Runtime"] =
        [
            ["Os"], ["Lua"], ["Errors", "Loop"], ["Binding", "Diagnostics"], ["Fibers"], ["Recording"],
            ["Sockets"],
            ["Dns", "Signals", "Probes", "Streams"], ["Processes"], ["Hosting"],
        ],
            ["Modules"] =
        [
            [
                "ByteSpan", "Descriptors", "Errors", "Fibers", "Logging", "LuaJit", "Probing", "Protocols",
                "Replaying", "Stream", "Sync", "Testing", "Time",
            ],
            ["Ip/Address", "Json"],
            ["Ip/Udp", "Pipe"], ["Ip", "Process"], [""],
        ],
            ["Interpreter"] = [["Streams", "Companions"], ["Logging", "Signals"], ["CommandLine", "Repl"], [""]],
        };

    /// <summary>Types that need no import, because the compiler finds the types of an enclosing namespace.</summary>
    private static readonly Lazy<ILookup<string, string>> TypesOfOuterFolders = new(static () => (
        from path in Repository.Files()
        where IsCSharp(path) && TryFolder(path, out var project, out var folder) && IsOuter(project, folder)
        from type in Declaration().Matches(File.ReadAllText(Repository.PathOf(path)))
        select (Folder: Path.GetDirectoryName(path)!.Replace('\\', '/'), Type: type.Groups["name"].Value))
        .ToLookup(static found => found.Folder, static found => found.Type, StringComparer.Ordinal));

    public static IEnumerable<string> ImportsRunDown(string path, string text)
    {
        if (!TryFolder(path, out var project, out var folder))
        {
            return [];
        }

        if (!IsCSharp(path))
        {
            return ProjectImport().IsMatch(text)
                ? [$"{path}: an import for every file hides what each of them knows"]
                : [];
        }

        if (LevelOf(project, folder) is not { } level)
        {
            return [$"{path}: Layers.Levels does not say where this folder stands"];
        }

        var code = CodeOf(text);
        var named = Named(code, project, folder).Concat(NamedOutside(code, project, folder))
            .Where(other => other != folder && LevelOf(project, other) >= level)
            .Distinct(StringComparer.Ordinal)
            .Select(other => $"{path}: {Shown(folder)} must not know {Shown(other)}, which is not below it");
        return GlobalImport().IsMatch(code)
            ? named.Append($"{path}: a global import hides what each file knows")
            : named;
    }

    /// <summary>Returns the folders of the project that the code names, in an import or within a name.</summary>
    private static IEnumerable<string> Named(string code, string project, string folder)
    {
        var imports = Import().Matches(code)
            .Select(m => Resolve(m.Groups["name"].Value.Split('.'), project, folder, isImport: true));
        var names = QualifiedName().Matches(code)
            .Select(m => Resolve(Space().Replace(m.Value, "").Split('.'), project, folder, isImport: false));
        return imports.Concat(names).OfType<string>();
    }

    private static IEnumerable<string> NamedOutside(string code, string project, string folder) =>
        from outer in OuterFolders(folder)
        from type in TypesOfOuterFolders.Value[outer.Length == 0 ? project : $"{project}/{outer}"]
        where Regex.IsMatch(code, $@"(?<![\w.]){type}\b", RegexOptions.None, TimeSpan.FromSeconds(10))
        select outer;

    /// <summary>
    /// Returns the folder of a qualified name, or null. The name may omit the beginning of the file's own namespace.
    /// </summary>
    private static string? Resolve(string[] name, string project, string folder, bool isImport)
    {
        var start = name[0] == Root ? 1 : 0;
        if (start < name.Length && name[start] == project)
        {
            return Longest("", name.AsSpan(start + 1), mayBeAll: true)
                ?? (name.Length > start + 1 && LevelOf(project, "") is not null ? "" : null);
        }

        if (start > 0)
        {
            return null;
        }

        return OuterFolders(folder).Prepend(folder).Select(outer => Longest(outer, name, isImport))
            .FirstOrDefault(static f => f is not null);

        string? Longest(string outer, ReadOnlySpan<string> parts, bool mayBeAll)
        {
            for (var length = parts.Length - (mayBeAll ? 0 : 1); length > 0; length--)
            {
                var candidate = string.Join(
                    '/', parts[..length].ToArray().Prepend(outer).Where(static part => part.Length > 0));
                if (LevelOf(project, candidate) is not null)
                {
                    return candidate;
                }
            }

            return null;
        }
    }

    private static IEnumerable<string> OuterFolders(string folder)
    {
        for (var slash = folder.LastIndexOf('/'); slash > 0; slash = folder.LastIndexOf('/', slash - 1))
        {
            yield return folder[..slash];
        }

        if (folder.Length > 0)
        {
            yield return "";
        }
    }

    private static bool IsOuter(string project, string folder) =>
        Levels[project].SelectMany(static level => level)
            .Any(other => OuterFolders(other).Contains(folder, StringComparer.Ordinal));

    private static int? LevelOf(string project, string folder)
    {
        var level = Array.FindIndex(Levels[project], folders => folders.Contains(folder, StringComparer.Ordinal));
        return level < 0 ? null : level;
    }

    private static bool TryFolder(string path, out string project, out string folder)
    {
        var parts = path.Split('/');
        project = parts[0];
        folder = string.Join('/', parts.Skip(1).SkipLast(1));
        return parts.Length > 1 && Levels.ContainsKey(project);
    }

    /// <summary>Returns the code without comments, but with the names in their references.</summary>
    private static string CodeOf(string text) => string.Join('\n', text.Split('\n').Select(static line =>
        line.AsSpan().TrimStart().StartsWith("///")
            ? string.Join(' ', Reference().Matches(line).Select(static m => m.Groups["name"].Value))
            : Comment().Replace(line, "")));

    private static bool IsCSharp(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private static string Shown(string folder) => folder.Length == 0 ? "the project's own folder" : folder;

    [GeneratedRegex(
        @"^(?:\[.*\]\s*)?(?:(?:public|internal|static|sealed|abstract|readonly|unsafe|partial|ref)\s+)*"
            + @"(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+\S+)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"<Using\b[^>]*\bInclude\s*=\s*""Moonwire\b")]
    private static partial Regex ProjectImport();

    [GeneratedRegex(@"^\s*global\s+using\b", RegexOptions.Multiline)]
    private static partial Regex GlobalImport();

    [GeneratedRegex(
        @"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?(?<name>[\w.]+)\s*[;<]",
        RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\s*\.\s*[A-Z]\w*)+")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"cref=""(?<name>[^""]*)""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<!["":])//.*")]
    private static partial Regex Comment();
}
