// A conversation with the Klangbild server over OSC: clips and their answers, loops to play along
// with, the picture. A note is an Event: (track: \bass, midinote: 36, start: 0, dur: 1, velocity: 80),
// start and dur in beats.
Klangbild {
	classvar <>defaultPort = 9100, <>defaultHost = "127.0.0.1";
	classvar <tasks = #[\infill, \accompany, \continue, \leadin, \bridge, \vary, \generate];
	const notesInPacket = 25, silence = 3.5, usualAmp = 0.1, usualVelocity = 64;

	var <addr, <name, <connected = false, <preset;
	var <>onConnect, <>onDisconnect, <>onFail, <>onLoop;
	var <>instruments;
	var keys, requests, keeper, heard = 0, number = 0, course;

	*new { |port, host, name = "SuperCollider"|
		^super.new.init(port ? defaultPort, host ? defaultHost, name)
	}

	init { |port, host, argName|
		addr = NetAddr(host, port);
		name = argName;
		keys = List[];
		requests = Dictionary[];
		instruments = IdentityDictionary[];
		onFail = { |id, code, text| "Klangbild % %: %".format(id, code, text).warn };
		this.hear('/hello', { |version, server, argPreset| this.prHello(argPreset) });
		this.hear('/pong', { heard = Main.elapsedTime });
		this.hear('/note', { |id, variation ... rows| this.prNotes(id, variation, rows) });
		this.hear('/done', { |id, count, seed| this.prDone(id, count, seed) });
		this.hear('/fail', { |id, code, text| this.prFail(id, code, text) });
		this.hear('/live/next', { |... loop| this.prLoop(*loop) });
		CmdPeriod.add(this);
		keeper = SkipJack({ this.prKeep }, 1, name: "Klangbild");
		this.hello;
	}

	// Says hello until it is answered, and again when the server was away.
	prKeep {
		if(connected and: { Main.elapsedTime - heard > silence }) {
			connected = false;
			onDisconnect.value(this);
		};
		if(connected) { this.send('/ping', 1) } { this.hello };
	}

	// Answers come to the port that this sclang sends from.
	hello { this.send('/hello', 0, name, 1) }

	prHello { |argPreset|
		heard = Main.elapsedTime;
		connected = true;
		preset = argPreset;
		course !? { this.prLead };
		onConnect.value(this);
	}

	// Any message of docs/protocol.md. Numbers, strings and symbols; true is 1, false 0.
	send { |address ... args|
		addr.sendMsg(address, *args.collect { |x| if(x.isKindOf(Boolean)) { x.binaryValue } { x } });
	}

	// Calls action with the arguments of each message of this address.
	hear { |address, action|
		var key = (this.identityHash.asString ++ address).asSymbol;
		OSCdef(key, { |msg| action.value(*msg.drop(1)) }, address, addr).permanent_(true);
		keys.add(key);
	}

	free {
		this.unfollow;
		CmdPeriod.remove(this);
		keeper.stop;
		keys.do { |key| OSCdef(key).free };
	}

	cmdPeriod { this.unfollow }

	// --- clips

	// Notes of a Pattern, an Event that plays, or of rows: track, midinote, start, dur, velocity.
	*notes { |source, length = 16, track = \melody|
		if(source.isKindOf(Array)) {
			^source.collect { |row|
				if(row.isKindOf(Event)) { row } {
					(track: row[0], midinote: row[1], start: row[2], dur: row[3], velocity: row[4] ? 90)
				}
			}
		};
		^this.prPatternNotes(source, length, track)
	}

	*prPatternNotes { |pattern, length, track|
		var stream = pattern.asStream, now = 0, notes = List[], event, next;
		while { now < length and: { (event = stream.next(Event.default)).notNil } } {
			event.use {
				next = event.delta;
				if(event.isRest.not) {
					[~midinote.value, ~sustain.value, ~amp.value].flop.do { |row|
						notes.add((
							track: event[\track] ? track,
							midinote: row[0].round.asInteger.clip(0, 127),
							start: now,
							dur: min(row[1], length - now),
							velocity: (row[2] / usualAmp * usualVelocity).round.asInteger.clip(1, 127)
						))
					}
				}
			};
			now = now + next;
		};
		^notes.asArray
	}

	// Sends a clip; holes are rows: track (or "*"), start, end. Gives its id for the asks below.
	clip { |notes, length = 16, tempo = 120, holes, params, id|
		id = id ?? { this.newId };
		this.send('/clip/begin', id, length, tempo, *notes.collect(_.track).asSet.asArray);
		notes.clump(notesInPacket).do { |part|
			this.send('/clip/note', id, *part.collect { |n|
				[n.track, n.midinote.asInteger, n.start, n.dur, n.velocity.asInteger]
			}.flatten(1))
		};
		holes !? { this.send('/clip/hole', id, *holes.flatten(1)) };
		params !? { this.send('/clip/param', id, *params.asPairs) };
		^id
	}

	newId { number = number + 1; ^"sc-%".format(number) }

	// Each calls action with the answer: (id:, notes:, variations:, seed:); or onFail.
	infill { |id, action| this.ask(\infill, id, [], action) }
	accompany { |id, tracks, action| this.ask(\accompany, id, tracks.asArray, action) }
	continue { |id, bars = 4, action| this.ask(\continue, id, [bars], action) }
	leadin { |id, bars = 4, action| this.ask(\leadin, id, [bars], action) }
	bridge { |id, second, bars = 4, action| this.ask(\bridge, id, [second, bars], action) }
	vary { |id, amount = 0.3, action| this.ask(\vary, id, [amount], action) }
	generate { |bars = 4, action| this.ask(\generate, this.newId, [bars], action) }

	ask { |task, id, args, action|
		requests[id.asSymbol] = (id: id, action: action, variations: []);
		this.send("/clip/" ++ task, id, *args);
	}

	prNotes { |id, variation, rows|
		requests[id.asSymbol] !? { |request|
			while { request.variations.size <= variation } {
				request.variations = request.variations.add([])
			};
			request.variations[variation] = request.variations[variation] ++ this.prRows(rows);
		}
	}

	prRows { |rows|
		^rows.clump(5).collect { |row|
			(track: row[0], midinote: row[1], start: row[2], dur: row[3], velocity: row[4])
		}
	}

	prDone { |id, count, seed|
		requests.removeAt(id.asSymbol) !? { |request|
			var arrived = request.variations.collect(_.size).sum;
			if(arrived < count) { "Klangbild %: % of % notes were lost".format(id, count - arrived, count).warn };
			request.seed = seed;
			request.notes = request.variations.first ? [];
			request.action.value(request);
		}
	}

	prFail { |id, code, text|
		requests.removeAt(id.asSymbol);
		onFail.value(id, code, text);
	}

	// --- hearing them

	// Plays notes on a clock, from its next beat on.
	play { |notes, clock|
		var begin;
		clock = clock ? TempoClock.default;
		begin = clock.nextTimeOnGrid(1);
		notes.do { |n| clock.schedAbs(begin + n.start, { this.playNote(n); nil }) };
	}

	// One note now, for its length; on the clock of the routine that it is called from.
	playNote { |note|
		(
			instrument: instruments[note.track] ? \default,
			midinote: note.midinote,
			sustain: note.dur,
			amp: note.velocity / usualVelocity * usualAmp
		).play
	}

	// --- playing along: this clock is the beat, loops are played on it

	follow { |clock, role = \accompany, bars = 1|
		var me = IdentityDictionary[];
		this.unfollow;
		me[\clock] = clock ? TempoClock.default;
		me[\begin] = me[\clock].nextTimeOnGrid(4);
		me[\bars] = bars;
		me[\role] = role;
		course = me;
		this.prLead;
		me[\clock].schedAbs(me[\begin], { if(course === me) { this.prBeat(1); 0.25 } });
	}

	prLead {
		this.send('/transport/source', "osc");
		this.send('/live/watch', 1);
		this.send('/live/bars', course[\bars]);
		this.send('/live/role', course[\role]);
	}

	// What is planned is not played any more.
	unfollow {
		course !? {
			this.prBeat(0);
			this.send('/live/watch', 0);
			course = nil;
		}
	}

	// The beat of the song, as the server knows it.
	beat { ^course !? { course[\clock].beats - course[\begin] } }

	prBeat { |playing|
		this.send('/transport/beat', max(0.0, this.beat), course[\clock].tempo * 60, playing);
	}

	// You play a note now (velocity 0: you end it).
	key { |midinote, velocity = 90, track = \melody|
		this.send('/live/note', track, midinote.asInteger, velocity.asInteger);
	}

	prLoop { |number, beat, length, seed, late ... rows|
		var me = course, notes = this.prRows(rows);
		me !? {
			onLoop.value(number, beat, length, notes);
			notes.do { |n|
				var at = max(me[\clock].beats, me[\begin] + beat + n.start);
				me[\clock].schedAbs(at, { if(course === me) { this.playNote(n) }; nil });
			}
		}
	}
}
