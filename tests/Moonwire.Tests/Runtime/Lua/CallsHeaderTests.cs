using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Moonwire.Runtime.Lua;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Lua;

/// <summary>
/// The numbers that calls.h shares with the shims, and the offsets that it shares with C#, are equal on both sides.
/// </summary>
[TestClass]
public sealed partial class CallsHeaderTests
{
    private static readonly string Header = File.ReadAllText(Repository.PathOf("Runtime", "Calls", "calls.h"));

    [Fact]
    public void EachHelperHasOneNumber()
    {
        var numbers = Helpers().Match(Header).Groups["names"].Captures
            .Select(static (name, index) => (name.Value, Number: index + 1)).ToList();
        var inShims =
            from path in Directory.EnumerateFiles(Repository.PathOf("Runtime", "Shims"), "*.lua")
            from constants in Constants().Matches(File.ReadAllText(path))
            let names = ConstantName().Matches(constants.Groups["names"].Value)
            let values = constants.Groups["values"].Value.Split(',')
            from i in Enumerable.Range(0, names.Count)
            select (Name: names[i].Groups["name"].Value, Number: int.Parse(values[i], CultureInfo.InvariantCulture));
        var known = inShims.Where(constant => numbers.Exists(helper => helper.Value == constant.Name)).ToList();
        Assert.All(numbers, helper => Assert.Contains(known, constant => constant.Name == helper.Value));
        Assert.All(known, constant => Assert.Contains((constant.Name, constant.Number), numbers));
    }

    [Fact]
    public void TheSharedFieldsHaveTheirOrder()
    {
        var inC =
            from field in Fields().Match(Header).Groups["name"].Captures
            select field.Value.Replace("_", "", StringComparison.Ordinal);
        var inManaged =
            from field in typeof(NativeCalls.Shared).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            select field.Name;
        Assert.Equal(inC, inManaged, StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex(
        @"enum helper\s*\{(\s*(?<names>[A-Z_]+)( = 1)?,(\s*/\*.*?\*/)?)+\s*\};",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Helpers();

    [GeneratedRegex(
        @"struct calls\s*\{(\s*[\w ]+?[ *](volatile )?(?<name>\w+);(\s*/\*.*?\*/)?)+\s*\};",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fields();

    [GeneratedRegex(
        @"local (?<names>[A-Z_]+ <const>(, [A-Z_]+ <const>)*) = (?<values>\d+(, \d+)*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Constants();

    [GeneratedRegex(@"(?<name>[A-Z_]+) <const>", RegexOptions.ExplicitCapture)]
    private static partial Regex ConstantName();
}
