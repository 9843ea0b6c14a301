using System.Globalization;
using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Os;

namespace Moonwire.Modules.Json;

/// <summary>
/// Builds the path of a value in a document, as Lua would index it: <c>servers[2].port</c>. Callers add the steps from
/// the end of the path after a failure.
/// </summary>
internal sealed class JsonPath
{
    /// <summary>The number of steps that are shown at each end of a path that is too long.</summary>
    private const int Shown = 16;

    /// <summary>The steps, the last one first.</summary>
    private readonly List<string> _steps = [];

    /// <summary>The path, which is empty for the document itself. The middle of a long path is left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            if (i >= Shown && i < _steps.Count - Shown)
            {
                _ = text.Append("...");
                i = Shown;
                continue;
            }

            var step = _steps[i];
            _ = text.Append(text.Length == 0 || step[0] == '[' ? "" : ".").Append(step);
        }

        return text.ToString();
    }

    internal void Prepend(long index) => _steps.Add($"[{index.ToString(CultureInfo.InvariantCulture)}]");

    internal void Prepend(ReadOnlySpan<byte> key)
    {
        var isName = key.Length > 0 && !char.IsAsciiDigit((char)key[0]);
        foreach (var unit in key)
        {
            isName &= char.IsAsciiLetterOrDigit((char)unit) || unit == (byte)'_';
        }

        var text = PrintableText.Escape(LosslessText.Decode(key));
        _steps.Add(isName ? text : $"[\"{text}\"]");
    }
}
