using Worker.Data;

namespace Tests.Data;

public sealed class DebtagsTests
{
    [Theory]
    [InlineData("role::program", new[] { "role::program" })]
    [InlineData("role::program, implemented-in::{c,c++},\nuse::gameplaying", new[] { "role::program", "implemented-in::c", "implemented-in::c++", "use::gameplaying" })]
    [InlineData("a::b,a::b , a::{b, c}", new[] { "a::b", "a::c" })]
    [InlineData("", new string[0])]
    public void A_tag_line_is_spelled_out(string line, string[] tags) => Assert.Equal(tags, TagLine.Parse(line));

    [Fact]
    public async Task Packages_with_tags_are_joined_with_their_long_descriptions()
    {
        var translations = new TranslatedDescriptions();
        await translations.ReadAsync(new StringReader("Package: tool\nDescription-md5: 123\nDescription-en: short\n long text\n .\n more\n\n"));

        var packages = await AvailablePackages.ReadAsync(
            new StringReader("""
                Package: tool
                Source: tools (1.2)
                Version: 1
                Depends: libc6 (>= 2.3), python3:any | perl
                Pre-Depends: libc6
                Description: short
                Description-md5: 123
                Tag: role::program,
                 use::{editing,viewing}
                Section: contrib/utils

                Package: untagged
                Description: nothing

                Package: alone
                Description: old form
                 has its own long text
                Tag: role::data
                """),
            translations);

        Assert.Equal(["alone", "tool"], packages.Select(package => package.Name));
        Assert.Equal("has its own long text", packages[0].Description);
        Assert.Equal("alone", packages[0].Source);
        var tool = packages[1];
        Assert.Equal(("tools", "contrib/utils", "short", "long text\n.\nmore"), (tool.Source, tool.Section, tool.Synopsis, tool.Description));
        Assert.Equal(["libc6", "python3", "perl"], tool.Dependencies);
        Assert.Equal(["role::program", "use::editing", "use::viewing"], tool.Tags);
    }

    [Fact]
    public void Words_carry_their_field() => Assert.Equal(
        ["n:lib", "n:x11", "s:libs", "d:libc6", "t:fast", "t:c", "t:library", "t:very", "t:fast"],
        PackageWords.Of(new TaggedPackage("lib-x11", "x", "contrib/libs", ["libc6"], "Fast C++ library", "very\nFAST", [])));

    [Theory]
    [InlineData("", 0xecba3df2c3383c52UL)]
    [InlineData("t:library", 0x31ec88bc8ba49816UL)]
    [InlineData("t:caf\u00e9", 0xa72267262b7f2756UL)]
    public void The_hash_of_a_word_never_changes(string word, ulong hash) => Assert.Equal(hash, WordHash.Of(word));

    [Fact]
    public void Features_have_length_one_and_words_rare_in_training_none()
    {
        string[][] words = [["a", "b"], ["a", "b", "b"], ["a", "c"], ["c", "b"], ["c"], ["never", "a"], ["never"]];
        var rows = HashedWords.Fit(words, [0, 1, 2, 3, 4], 512);

        for (var row = 0; row < 6; row++)
            Assert.Equal(1, rows.ValuesOf(row).ToArray().Sum(value => value * value), 1e-6f);
        Assert.True(rows.ValuesOf(6).IsEmpty);
        Assert.Equal(1, rows.ValuesOf(5).Length);
    }

    [Fact]
    public void Weights_are_log_counts_times_log_rarity()
    {
        // N = 4 and df = 4 for a, 3 for b.
        var rows = HashedWords.Fit([["a", "b", "b"], ["a", "b"], ["a", "b"], ["a"]], [0, 1, 2, 3], 4096);
        var b = (1 + Math.Log(2)) * (1 + Math.Log(5.0 / 4));
        var values = rows.ValuesOf(0).ToArray().Select(Math.Abs).Order().ToArray();
        Assert.Equal(1 / Math.Sqrt(1 + b * b), values[0], 1e-6);
        Assert.Equal(b / Math.Sqrt(1 + b * b), values[1], 1e-6);
    }
}
