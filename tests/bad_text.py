"""Texts that people and other programs really put into fields, each of which has broken some program."""

RARE = "𬱖𠅤㛃䶮"  # beyond the basic plane, and in real names
LONG_NAME = "张" * 100
EMOJI = "🔥消防👨‍👩‍👧‍👦通道"  # a family of four people joined into one sign
RIGHT_TO_LEFT = "مخرج الطوارئ 出口 שלום"
OVERRIDE = "正常\u202e倒过来\u202c的字"
LINES = "第一行\n第二行\r\n\t第三行"
LONG = "灭火器" * 3334  # 10,002 characters
WORD = "A" * 500  # nowhere to break it
BLANK = "\u3000 \u200b"
BAD_TEXTS = (RARE, LONG_NAME, EMOJI, RIGHT_TO_LEFT, OVERRIDE, LINES, LONG, WORD, BLANK)
