using System.CommandLine;
using System.Globalization;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// The kinds of options of the commands that Lua files run, and the JSON object that hands the options to these files.
/// </summary>
internal static class CommandOptions
{
    private const double LongestTime = 1e10;

    internal static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description };

    internal static Option<string?> Text(string name, string description, string value, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value };

    internal static Option<string[]> List(string name, string description, string value, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value };

    internal static Option<long?> Whole(string name, string description, long least, long most) => new(name)
    {
        CustomParser = result =>
        {
            if (long.TryParse(
                result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            result.AddError(
                $"'{result.Tokens[0].Value}' is not a value for {name}: expected a whole number of at least {least}"
                + (most < int.MaxValue ? $" and at most {most}." : "."));
            return null;
        },
        Description = description,
        HelpName = "number",
    };

    internal static Option<double?> Seconds(string name, string description) => new(name)
    {
        CustomParser = result =>
        {
            if (double.TryParse(
                result.Tokens[0].Value,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var seconds)
                && seconds is > 0 and <= LongestTime)
            {
                return seconds;
            }

            result.AddError(
                $"'{result.Tokens[0].Value}' is not a value for {name}: expected a number of seconds above 0 and at "
                + "most 1e10, without a unit.");
            return null;
        },
        Description = description,
        HelpName = "seconds",
    };

    /// <summary>Adds an error for each argument that looks like an option.</summary>
    internal static void RefuseOptions(Argument<string[]> arguments, Func<string, bool> isOption) =>
        arguments.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => isOption(token.Value)))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });

    /// <summary>
    /// Returns a JSON object with the arguments, and the value of each option that was given, by the option's name
    /// without dashes. JSON cannot contain a text that is not UTF-8. A second list, <c>NAME_in_hex</c>, then contains
    /// the bytes of all texts of the argument or option.
    /// </summary>
    internal static string Json(
        string name, Argument<string[]> arguments, IEnumerable<Option> options, ParseResult result) =>
        Json(name, result.GetValue(arguments) ?? [], options, result);

    /// <summary>Returns a JSON object with these arguments instead of the command's own arguments.</summary>
    internal static string Json(string name, string[] arguments, IEnumerable<Option> options, ParseResult result)
    {
        var json = new JsonText();
        return json.Object(null, () =>
        {
            Add(json, name, arguments);
            foreach (var option in options)
            {
                Add(json, result, option);
            }
        }).ToString();
    }

    private static void Add(JsonText json, ParseResult result, Option option)
    {
        var name = option.Name.TrimStart('-').Replace('-', '_');
        switch (option)
        {
            case Option<bool> flag when result.GetValue(flag):
                _ = json.Add(name, value: true);
                break;
            case Option<string[]> list when result.GetValue(list) is { Length: > 0 } values:
                Add(json, name, values);
                break;
            case Option<string?> text when result.GetValue(text) is { } value:
                _ = json.Add(name, value);
                AddBytes(json, name, [value]);
                break;
            case Option<long?> whole when result.GetValue(whole) is { } number:
                _ = json.Add(name, number);
                break;
            case Option<double?> seconds when result.GetValue(seconds) is { } number:
                _ = json.Literal(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                break;
        }
    }

    private static void Add(JsonText json, string name, string[] values)
    {
        _ = json.Array(name, () => Add(json, values));
        AddBytes(json, name, values);
    }

    private static void AddBytes(JsonText json, string name, string[] values)
    {
        if (values.Any(static value => value.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            _ = json.Array(name + "_in_hex", () => Add(
                json, [.. values.Select(static value => Convert.ToHexString(CommandLineBytes.Of(value)))]));
        }
    }

    private static void Add(JsonText json, string[] values)
    {
        foreach (var value in values)
        {
            _ = json.Add(null, value);
        }
    }
}
