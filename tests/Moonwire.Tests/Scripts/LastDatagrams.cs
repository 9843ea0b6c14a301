using System.Text;

namespace Moonwire.Tests.Scripts;

/// <summary>The sections of a failure report about the last datagrams of a socket.</summary>
internal static class LastDatagrams
{
    /// <summary>
    /// True if programs with these options report datagrams. False if <c>MOONWIRE_DISABLE</c> turns the recorder off,
    /// and no option turns the recorder on again.
    /// </summary>
    public static bool AreReported(IReadOnlyList<string> options) =>
        options.Contains("--recorder", StringComparer.Ordinal)
        || !(Environment.GetEnvironmentVariable("MOONWIRE_DISABLE") ?? "")
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(static name => name is "all" or "recorder");

    /// <summary>
    /// Removes each section from a report: the line that begins with "last datagrams of ", and the indented lines after
    /// it.
    /// </summary>
    public static string RemoveFrom(string report)
    {
        var rest = new StringBuilder();
        var isInside = false;
        foreach (var line in report.TrimEnd('\n').Split('\n'))
        {
            isInside = line.StartsWith("last datagrams of ", StringComparison.Ordinal)
                || (isInside && line.StartsWith("  ", StringComparison.Ordinal));
            if (!isInside)
            {
                rest.Append(line).Append('\n');
            }
        }

        return rest.ToString();
    }
}
