using System.CommandLine;
using System.Globalization;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The options about the recording of datagrams.</summary>
internal sealed class RecordingDefinition
{
    private const string LastName = "--recorder";

    private readonly Option<long?> _last = Last();

    internal IEnumerable<Option> Options => [_last];

    /// <summary>Returns true if the option is one of these. Each takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) => option is LastName;

    /// <summary>Creates the option for the number of last datagrams, which <c>moonwire test</c> has too.</summary>
    internal static Option<long?> Last() => new(LastName)
    {
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= Recorder.MaxLast)
            {
                return count;
            }

            result.AddError(
                $"'{text}' is not a number of datagrams: expected a whole number from 0 to {Recorder.MaxLast}.");
            return null;
        },
        Description = "Keep this many of the last datagrams of each socket for failure reports; "
            + $"0 keeps none (default: {Recorder.DefaultLast})",
        HelpName = "count",
    };

    internal RecordingSettings Settings(ParseResult result) => SettingsOf(result.GetValue(_last));

    /// <summary>Returns the settings for the value of the option, or for null without the option.</summary>
    internal static RecordingSettings SettingsOf(long? last) =>
        last is { } given ? new() { Last = (int)given } : new();
}
