namespace Tests.Chaos;

/// <summary>
/// The play's trainer: a shell script whose every trial follows from the trial's name and settings (see <see cref="Fate"/>), so that whatever
/// was done to the machines, each outcome can be known beforehand.
/// </summary>
internal static class ChaosTrainer
{
    /// <summary>
    /// Fates are bytes of a hash, in hexadecimal: which end, how many epochs, how long each, and the objective. A trial of a sweep called
    /// chain hands a state from epoch to epoch, in checkpoints too, and its objective follows from the last state.
    /// </summary>
    private const string Script = """
        say() { echo "{\"sweeps\":1,\"event\":$1}"; }
        failed() { say "\"failed\",\"kind\":\"$1\",\"message\":\"$2\""; }
        byte() { echo "$fate" | cut -c "$1-$(($1 + 1))"; }
        # What it cannot write is the disk's fault.
        keep() { { echo "$2" >"$scratch/$1"; } 2>/dev/null || { failed lost "$1 cannot be written: the disk is full"; exit 0; }; }
        hash() { printf '%s' "$1" | sha256sum | cut -c 1-64; }
        say "\"ready\",\"pid\":$$,\"device\":\"cpu\""
        while read -r line; do
            trial=${line#*\"trial\":\"}; trial=${trial%%\"*}
            scratch=${line#*\"scratch\":\"}; scratch=${scratch%%\"*}
            settings=${line#*\"settings\":}; settings=${settings%%,\"data\":*}
            resume=; case $line in *'"resume":"'*) resume=${line#*\"resume\":\"}; resume=${resume%%\"*} ;; esac
            fate=$(hash "$trial $settings")
            end=$((0x$(byte 1))) epochs=$(((0x$(byte 3) & 3) + 1)) pause=$((50 + 0x$(byte 5)))
            epoch=0 state=$fate
            case $trial in chain/*)
                epochs=$((epochs + 8))
                if [ -n "$resume" ]; then read -r epoch state <"$resume"; fi ;;
            esac
            while [ "$epoch" -lt "$epochs" ]; do
                sleep "0.$(printf %03d "$pause")"
                epoch=$((epoch + 1))
                if [ "$epoch" -eq "$epochs" ]; then
                    if [ "$end" -lt 6 ]; then kill -SEGV $$
                    elif [ "$end" -lt 14 ]; then say "\"measured\",\"measurement\":{\"epoch\":$epoch,\"seconds\":0.1,\"values\":{\"validation.macro_ap\":\"NaN\"}}"; break
                    elif [ "$end" -lt 24 ]; then failed out_of_memory "no memory for $trial"; break
                    elif [ "$end" -lt 30 ]; then failed user_error "$trial has a mistake in it"; break
                    elif [ "$end" -lt 34 ]; then sleep 1000
                    fi
                fi
                say "\"measured\",\"measurement\":{\"epoch\":$epoch,\"seconds\":0.1,\"values\":{\"validation.macro_ap\":0.5}}"
                case $trial in chain/*)
                    state=$(hash "$state")
                    keep "checkpoint-$((epoch % 2))" "$epoch $state"
                    [ "$epoch" -eq "$epochs" ] || say "\"checkpointed\",\"epoch\":$epoch,\"file\":\"checkpoint-$((epoch % 2))\"" ;;
                esac
            done
            if [ "$end" -lt 34 ]; then continue; fi
            keep weights "$trial $state"
            value=0.$(printf %05d $((0x$(echo "$state" | cut -c 7-10))))
            say "\"finished\",\"best_epoch\":$epochs,\"seconds\":0.5,\"values\":{\"validation.macro_ap\":$value,\"test.macro_ap\":$value},\"files\":{\"weights\":\"weights\"}"
        done

        """;

    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "trainer.sh");
        File.WriteAllText(path, Script);
        return path;
    }
}
