using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>How the commands' results are written as JSON, with names_like_these.</summary>
[JsonSerializable(typeof(List<CheckProblem>))]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>For people, too: indented, and with quotes as they are, as nothing of it gets into a web page.</summary>
    internal static CommandJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>A file that cannot be loaded; a problem of the whole file has no place.</summary>
internal sealed record CheckProblem(string File, int? Line, int? Column, string Message);

/// <summary>What a machine can do.</summary>
/// <param name="Moonwire">The program's version.</param>
/// <param name="Lua">The engine's.</param>
/// <param name="System">The operating system and its version.</param>
/// <param name="Architecture">The processor's.</param>
/// <param name="Ok">Whether everything essential works.</param>
/// <param name="Probes">What was tried.</param>
internal sealed record DoctorReport(string Moonwire, string Lua, string System, string Architecture, bool Ok, IReadOnlyList<DoctorProbe> Probes);

/// <summary>One thing that was tried.</summary>
internal sealed record DoctorProbe(string Name, string? Subject, bool Essential, bool Works, string Detail, IReadOnlyDictionary<string, long> Values);
