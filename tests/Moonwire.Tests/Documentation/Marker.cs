using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>A phrase that marks sentences which readers read twice, with the reason and better wording.</summary>
/// <param name="Pattern">A regular expression. The patterns of <see cref="Opening"/> match first words only.</param>
internal sealed record Marker(string Name, string Pattern, string Reason, string Better)
{
    // Before the tables, whose entries use it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>These phrases are wrong as the first words of a sentence, but not of a question or a heading.</summary>
    public static readonly IReadOnlyList<Marker> Opening =
    [
        new(
            "What ...", "(What|Whatever)", "a clause is the subject",
            "name the thing: 'The datagram that ...', or say what the member does: 'Returns ...'"),
        new(
            "Who ...", "(Who|Whom|Whose)", "a clause is the subject",
            "name the person or the code: 'The caller ...', 'The fiber that ...'"),
        new(
            "Whether ...", "Whether", "a clause is the subject",
            "'True if ...', 'Returns true if ...', 'Looks up if ...'"),
        new(
            "How many ...", "How (many|much|long|far|often)", "a clause is the subject",
            "'The number of ...', 'The time that ...', 'The size of ...'"),
        new(
            "The same ...", "The same(?!.* the same\\b)", "the reader has to look for the other thing",
            "name it: 'Like `receive`, but ...'; 'The same sources make the same packages' is right"),
        new(
            "As `x`, ...", @"As(?= (`[^`]+`|\w+_\w+)[,:;])", "'as' needs a verb",
            "'Like `receive`, and also returns ...'"),
        new(
            "Has it do", @"Has (the|an?|every|each|all)( (?!to\b)\w+){1,3} (raise|run|read|write|wait|go|return|send)",
            "a rare use of 'have'", "'Makes the fiber raise ...', 'Continues with ...'"),
        new(
            "Not freed is ...", @"Not \w+(ed|en|t) (is|are)", "the subject comes last",
            "'The library is never freed', 'Empty chunks are not freed'"),
    ];

    /// <summary>These phrases are wrong everywhere.</summary>
    public static readonly IReadOnlyList<Marker> Anywhere =
    [
        new(
            "that of", "(that|those) of", "the noun is missing",
            "repeat the noun: 'the name of the caller', 'the functions of Lua'"),
        new("one that", "(one that|ones that)", "the noun is missing", "repeat the noun: 'a mutex that ...'"),
        new(
            "is none", "(?<!there )(is|are|was|were) (?-i:none)", "the noun is missing",
            "'is not a test', 'has no sender'; 'there is none' is right, and Python's 'is None'"),
        new(
            "so many", "so many(?!( \\w+){0,5} that\\b)", "no number stands there",
            "'that many values', 'as many values as ...'; 'so many that ...' is right"),
        new("beside", "beside", "a private use of the word", "'next to', 'besides', 'in addition to', 'compared with'"),
        new("in spite", "in spite", "a long form", "'despite', 'although', 'anyway'"),
        new(
            "at hand", "at hand", "a figure of speech",
            "say where the thing is: 'in the same cache line', 'in a local variable'"),
        new(
            "as far as is known", "as far as is known", "nobody knows here",
            "say who finds out, and when: 'unless a wait has failed with ENOSYS'"),
        new(
            "what is held", "(what waits|what (is|was|are|were) (held|waited|kept|left|missing|ours))",
            "a clause takes the place of a noun", "name the thing: 'the batch', 'the waiting fibers'"),
        new(
            "whoever", "(whoever|whomever)", "nobody is named",
            "name the person or the code: 'the thread that ...', 'the caller'"),
        new(
            "the same for", "the same (for|of|goes|holds)", "the reader has to look for the other thing",
            "say it again in full, or join the sentences: 'for IPv4 and IPv6 ...'"),
        new(
            "does the same", "(does|do|did) the same(?! \\w+[ .,;:])", "the reader has to look for the other thing",
            "'has the same effect', 'calls it too', 'does the same work'"),
        new("has become of", "has become of", "nothing is named", "'the state of ...', 'if ... has ended'"),
        new(
            "be it", "(?<!\\b(can|could|may|might|must|should|to|will|would|not) )be it", "an old form",
            "'or', 'either ... or', 'both'"),
        new(
            "meanwhile", @"(?<=\w )meanwhile(?! \w)", "a word for the start of a sentence",
            "'in the meantime', or name the time: 'during the wait'; 'Meanwhile, ...' is right"),
        new(
            "is no number",
            "(?<!there )(is|are|was|were) no (?!longer|more|less|better|worse|other|matter|doubt|one|use)",
            "the negation is in the wrong place", "'is not a number', 'are not files'; 'there is no ...' is right"),
        new(
            "other X than", @"(?<!no )other (?!than\b)\w+ than", "'than' is far from 'other'",
            "'systems other than Linux'"),
        new(
            "The most bytes", @"(?-i:The) most \w{3,}(?<!ou|es)s", "'the most' compares things",
            "'The maximum number of bytes that ...', 'The maximum size of ...'"),
        new(
            "goes on", @"(?<!')(go|goes|going|gone|went) on(?! (the|an?|its|their|top|line)\b)", "an idiom",
            "'continues', 'keeps waiting', 'runs on the loop'"),
        new(
            "lies", @"(?<!\b(a|to) )(lies|lie)", "a figure of speech", "'is in', 'is below', 'is nested in'"),
        new(
            "for good", @"for good(?! (?!if|when|because|and|or)\w)", "an idiom",
            "'permanently', 'until the program ends'"),
        new(
            "all the same", @"(?<!(is|are|was|were) )all the same(?! \w)", "an idiom",
            "'anyway', 'still'; 'they are all the same' is right"),
        new(
            "is told", @"(is|are|was|were) told(?! (to|that|how|by)\b)", "a rare use of the word",
            "'gets a report of', 'is notified', 'names'"),
        new(
            "is there", @"(?<=\w )(?<!what )(is|are|was|were) there(?! \w)", "the place is not named",
            "'has arrived', 'exists', 'is available'"),
        new(
            "of ours", "of (ours|theirs|hers)", "the noun is missing",
            "'our function', 'a function of the project', 'their files'"),
        new(
            "the latter", "the (former|latter)", "the reader has to look for the thing",
            "name it; 'the previous peer'"),
        new(
            "thereby", "(thereby|lest|whence|therein|wherein|thereof|whereof|thereupon|whilst|amongst)", "an old word",
            "'by this', 'so that ... not', 'from which', 'in this', 'while', 'among'"),
        new(
            "has come", @"(has|have|had) come(?! (from|to|back|out|up)\b)", "it is a thing, not a person",
            "'has arrived', 'has happened', 'has passed'"),
        new(
            "a signal came", "(datagrams?|signals?|SIGINT|answers?|reports?) (comes?|came)"
                + @"(?! (from|first|last|before|after|back|out|next)\b)",
            "it is a thing, not a person", "'arrives', 'arrived'"),
        new("on the spot", "on the spot", "an idiom", "'at once', 'inside the call'"),
        new(
            "under way", "(under way|in vain|(take|takes|took|taking) part|(tell|tells|told) so|(out of|within) reach)",
            "an idiom", "'in progress', 'without success', 'is one of', 'sets the flag', 'reachable'"),
        new(
            ", for it is", ", for (it|they|there|nothing|nobody) (is|are|was|were|has|have|can|may|does|do)",
            "an old conjunction", "', because it is ...', at the end of the sentence"),
        new(
            ", as there is", ", as (there|nobody|nothing|no \\w+) (is|are|was|were|has|have|can|may|does|do)",
            "'as' has many meanings", "', because there is ...', at the end of the sentence"),
    ];

    private readonly Regex _atStart = new($@"^{Pattern}\b", RegexOptions.ExplicitCapture, Bound);
    private readonly Regex _anywhere =
        new($@"\b{Pattern}\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Bound);

    /// <summary>Complains of each sentence with a marker: "path:line: ...".</summary>
    public static IEnumerable<string> Complaints(string path, string text) =>
        from passage in Prose.Of(path, text)
        from sentence in Prose.Sentences(passage.Text)
        from marker in FoundIn(sentence, passage.IsHeading)
        select $"{path}:{passage.Line}: '{marker.Name}': {marker.Reason}; write {marker.Better}\n    {sentence}";

    public static IEnumerable<Marker> FoundIn(string sentence, bool isHeading = false)
    {
        var start = sentence.TrimStart('"', '`', '*', '(', '[', '\'');
        var mayOpen = isHeading || sentence.TrimEnd('"', ')', '*', '\'').EndsWith('?');
        var openings = mayOpen ? [] : Opening.Where(marker => marker._atStart.IsMatch(start));
        return openings.Concat(Anywhere.Where(marker => marker._anywhere.IsMatch(Prose.WithoutCode(sentence))));
    }
}
