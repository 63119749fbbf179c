using System.Diagnostics;
using System.Text;
using Shared.Randomness;
using Shared.Spec;

namespace Tests.Spec;

/// <summary>Whatever the text, reading ends soon, with a spec or with problems, never with an exception.</summary>
public class HostileSpecTests
{
    private const string Alphabet = "{}[]:,-?!&*#|>'\"%@`\\~ \n\t\r\0\u0085\uFEFFab01.eE+_<";

    [Fact]
    public void Mutations_of_the_example_are_read_or_refused()
    {
        var random = new SeededGenerator(1, "mutations");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 2_000; i++)
        {
            var text = Mutate(SpecTexts.Example, random);
            if (SpecReader.Read(text) is SpecReading.Refused refused) Assert.NotEmpty(refused.Problems);
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"2,000 specs took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    [InlineData("]")]
    [InlineData("'")]
    [InlineData("&a ")]
    [InlineData("#")]
    [InlineData("\n")]
    [InlineData("a: b: ")]
    [InlineData("---\n")]
    [InlineData("!")]
    [InlineData("%")]
    [InlineData("\\")]
    [InlineData("a\n")]
    public void A_thing_repeated_up_to_the_limit_is_refused_soon(string thing)
    {
        foreach (var count in new[] { 65, 1_000, 200_000 / thing.Length })
        {
            var watch = Stopwatch.StartNew();
            Assert.IsType<SpecReading.Refused>(SpecReader.Read(string.Concat(Enumerable.Repeat(thing, count))));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{count} times '{thing}' took {watch.Elapsed}");
        }
    }

    [Fact]
    public void A_thousand_brackets_are_one_problem() => Assert.Equal(
        ["line 1: not readable as YAML: nested more than 64 deep"], SpecTexts.Problems(new string('[', 1_000)));

    [Fact]
    public void Block_nesting_counts_too()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(depth => $"{new string(' ', depth)}a:\n"));
        Assert.Equal(["line 65: not readable as YAML: nested more than 64 deep"], SpecTexts.Problems(text));
    }

    [Fact]
    public void A_megabyte_is_one_problem() => Assert.Equal(
        ["a spec has at most 256 KiB, but got 1024 KiB"], SpecTexts.Problems(new string('#', 1024 * 1024)));

    [Fact]
    public void A_billion_laughs_are_one_problem() => Assert.Equal(
        ["line 1: not readable as YAML: anchors and aliases (& and *) are not supported: write the value out, or put a text that begins so in quotes"],
        SpecTexts.Problems("a: &a [lol, lol]\nb: &b [*a, *a]\nc: [*b, *b]"));

    [Fact]
    public void A_riddle_of_forbidden_combinations_is_decided_soon()
    {
        // Every pair of first and last parameter is forbidden, which shows only after all that lies between was chosen.
        var numbers = string.Join(", ", Enumerable.Range(1, 40));
        var text = new StringBuilder(SpecTexts.Small)
            .Append($"\ntraining: {{ epochs: {{ choose: [{numbers}] }}, batch_size: {{ choose: [{numbers}] }}, steps_per_epoch: {{ choose: [{numbers}] }}, clip_gradient: {{ choose: [{numbers}] }} }}\nforbid:\n")
            .Append("  - { training.batch_size: 1, training.steps_per_epoch: 1 }\n");
        for (var i = 1; i <= 40; i++) text.Append($"  - {{ training.epochs: {i}, training.clip_gradient: [{numbers}] }}\n");
        var watch = Stopwatch.StartNew();
        Assert.Contains("forbids every assignment", Assert.Single(SpecTexts.Problems(text.ToString())));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Of_countless_problems_the_first_hundred_are_said()
    {
        var problems = SpecTexts.Problems(SpecTexts.With(string.Join("\n", Enumerable.Range(0, 10_000).Select(i => $"key{i}: 1"))));
        Assert.Equal(101, problems.Length);
        Assert.Equal("these are the first 100 problems of 10000", problems[^1]);
    }

    [Fact]
    public void A_list_of_options_has_an_end() => Assert.Equal(
        ["line 5, training.epochs: `choose` must be a list of at most 1000 values, but got 1001"],
        SpecTexts.Problems(SpecTexts.With($"training: {{ epochs: {{ choose: [{string.Join(", ", Enumerable.Range(1, 1_001))}] }} }}")));

    [Fact]
    public void Messages_never_carry_what_would_steer_a_terminal() => Assert.Equal(
        ["line 5: unknown key `a\\u001b[31m`; known are name, trials, time, trial_time, parallel, max_failures, keep_weights, control_share, priority, weight, worker_labels, out_of_memory, seed, data, model, training, search, objective, minimise, forbid"],
        SpecTexts.Problems(SpecTexts.With("\"a\\e[31m\": 1")));

    /// <summary>A few characters or pieces deleted, doubled, moved or replaced.</summary>
    private static string Mutate(string text, SeededGenerator random)
    {
        var mutated = new StringBuilder(text);
        for (var edits = 1 + random.NextInt32(5); edits > 0; edits--)
        {
            var at = random.NextInt32(mutated.Length);
            var length = Math.Min(1 + random.NextInt32(12), mutated.Length - at);
            switch (random.NextInt32(4))
            {
                case 0: mutated.Remove(at, length); break;
                case 1: mutated.Insert(at, mutated.ToString(at, length)); break;
                case 2: mutated.Insert(random.NextInt32(mutated.Length), mutated.ToString(at, length)); break;
                default: mutated[at] = Alphabet[random.NextInt32(Alphabet.Length)]; break;
            }
        }
        return mutated.ToString();
    }
}
