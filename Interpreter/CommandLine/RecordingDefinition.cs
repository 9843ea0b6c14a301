using System.CommandLine;
using System.Globalization;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The options about the recording of datagrams.</summary>
internal sealed class RecordingDefinition
{
    private const string LastName = "--recorder";
    private const string FileName = "--record";
    private const string SnapLengthName = "--record-snaplen";
    internal const string RedactName = "--redact";

    private readonly Option<long?> _last = Last();

    private readonly Option<string?> _file = new(FileName)
    {
        Description = "Write all datagrams to a file for Wireshark (pcapng); - is standard output",
        HelpName = "file",
    };

    private readonly Option<long?> _snapLength = CommandOptions.Whole(
        SnapLengthName, "Write at most this many bytes of each datagram", 0, ushort.MaxValue);

    private readonly Option<string[]> _redactions = Redact();

    internal IEnumerable<Option> Options => [_last, _file, _snapLength, _redactions];

    /// <summary>Returns true if the option is one of these. Each takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) =>
        option is LastName or FileName or SnapLengthName or RedactName;

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

    /// <summary>Creates the option --redact.</summary>
    internal static Option<string[]> Redact()
    {
        var option = CommandOptions.List(
            RedactName,
            "Record zeros instead of these bytes of each datagram (4+16), or what the function of a Lua file returns",
            "offset+length|file");
        option.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (Redaction.IsRange(token.Value) ? Redaction.Parse(token.Value) is null : !File.Exists(token.Value))
                {
                    result.AddError($"'{token.Value}' is not a value for {RedactName}: expected OFFSET+LENGTH, such as "
                        + "4+16 for 16 bytes from offset 4, or the path of a Lua file.");
                }
            }
        });
        return option;
    }

    internal RecordingSettings Settings(ParseResult result) =>
        SettingsOf(result.GetValue(_last), result.GetValue(_redactions)) with
        {
            File = result.GetValue(_file),
            SnapLength = (int?)result.GetValue(_snapLength),
        };

    /// <summary>Returns the settings for the values of the options, or for null without an option.</summary>
    internal static RecordingSettings SettingsOf(long? last, string[]? redact)
    {
        var settings = new RecordingSettings { Redact = redact is { Length: > 0 } ? redact : null };
        return last is { } given ? settings with { Last = (int)given } : settings;
    }
}
