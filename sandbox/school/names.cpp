// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/names.h"

#include <array>
#include <cstdint>

namespace causeway::sandbox {

namespace {

constexpr std::array<Name, 32> kWestFirst = {{
    {"Emma", "emma"},
    {"Liam", "liam"},
    {"Olivia", "olivia"},
    {"Noah", "noah"},
    {"Ava", "ava"},
    {"Ethan", "ethan"},
    {"Sophia", "sophia"},
    {"Lucas", "lucas"},
    {"Mia", "mia"},
    {"Mason", "mason"},
    {"Chloé", "chloe"},
    {"Jack", "jack"},
    {"Zoë", "zoe"},
    {"Henry", "henry"},
    {"Grace", "grace"},
    {"Samuel", "samuel"},
    {"Niamh", "niamh"},
    {"Seán", "sean"},
    {"Ella-Rose", "ellarose"},
    {"Oscar", "oscar"},
    {"Ruby", "ruby"},
    {"Caleb", "caleb"},
    {"Hannah", "hannah"},
    {"Isaac", "isaac"},
    {"Lily Anne", "lilyanne"},
    {"Owen", "owen"},
    {"Freya", "freya"},
    {"D'Angelo", "dangelo"},
    {"Maeve", "maeve"},
    {"Theo", "theo"},
    {"Violet", "violet"},
    {"Wyatt", "wyatt"},
}};
constexpr std::array<Name, 32> kWestLast = {{
    {"O'Brien", "obrien"},
    {"Smith", "smith"},
    {"Johnson", "johnson"},
    {"McAllister", "mcallister"},
    {"Taylor", "taylor"},
    {"Brown", "brown"},
    {"D'Souza", "dsouza"},
    {"Miller", "miller"},
    {"Davis", "davis"},
    {"O'Sullivan", "osullivan"},
    {"Wilson", "wilson"},
    {"Moore", "moore"},
    {"Clarke-Hughes", "clarkehughes"},
    {"Baker", "baker"},
    {"Walker", "walker"},
    {"Evans", "evans"},
    {"Murphy", "murphy"},
    {"Reid", "reid"},
    {"van der Berg", "vanderberg"},
    {"Cooper", "cooper"},
    {"Ward", "ward"},
    {"Price", "price"},
    {"Sanders", "sanders"},
    {"Jenkins", "jenkins"},
    {"MacLeod", "macleod"},
    {"Fischer", "fischer"},
    {"Hayes", "hayes"},
    {"Nguyen", "nguyen"},
    {"Lindqvist", "lindqvist"},
    {"Porter", "porter"},
    {"Brontë", "bronte"},
    {"Fitzgerald", "fitzgerald"},
}};

constexpr std::array<Name, 16> kRomanceFirst = {{
    {"José", "jose"},
    {"María", "maria"},
    {"Iñaki", "inaki"},
    {"Lucía", "lucia"},
    {"Sebastián", "sebastian"},
    {"Inês", "ines"},
    {"João", "joao"},
    {"Camila", "camila"},
    {"François", "francois"},
    {"Élodie", "elodie"},
    {"Andrés", "andres"},
    {"Sofía", "sofia"},
    {"Mateo", "mateo"},
    {"Conceição", "conceicao"},
    {"Raúl", "raul"},
    {"Noémie", "noemie"},
}};
constexpr std::array<Name, 16> kRomanceLast = {{
    {"García", "garcia"},
    {"Muñoz", "munoz"},
    {"Hernández", "hernandez"},
    {"Gonçalves", "goncalves"},
    {"Lefèvre", "lefevre"},
    {"Núñez", "nunez"},
    {"De la Cruz", "delacruz"},
    {"Araújo", "araujo"},
    {"Peña", "pena"},
    {"Ibáñez", "ibanez"},
    {"D'Amico", "damico"},
    {"Béranger", "beranger"},
    {"Rodríguez López", "rodriguezlopez"},
    {"Simões", "simoes"},
    {"Vázquez", "vazquez"},
    {"Rossi", "rossi"},
}};

constexpr std::array<Name, 12> kNorthFirst = {{
    {"Jürgen", "juergen"},
    {"Łukasz", "lukasz"},
    {"Zuzanna", "zuzanna"},
    {"Søren", "soren"},
    {"Åsa", "asa"},
    {"Květa", "kveta"},
    {"Jānis", "janis"},
    {"Éva", "eva"},
    {"Gülşen", "gulsen"},
    {"Ayşe", "ayse"},
    {"Željko", "zeljko"},
    {"Björn", "bjorn"},
}};
constexpr std::array<Name, 12> kNorthLast = {{
    {"Müller", "mueller"},
    {"Wiśniewska", "wisniewska"},
    {"Dvořák", "dvorak"},
    {"Ångström", "angstrom"},
    {"Szabó", "szabo"},
    {"Yılmaz", "yilmaz"},
    {"Žukauskas", "zukauskas"},
    {"Østergaard", "ostergaard"},
    {"Çelik", "celik"},
    {"Groß", "gross"},
    {"Háječek", "hajecek"},
    {"Đorđević", "djordjevic"},
}};

constexpr std::array<Name, 10> kGreekFirst = {{
    {"Αλέξανδρος", "alexandros"},
    {"Ελένη", "eleni"},
    {"Γιώργος", "giorgos"},
    {"Μαρία", "maria"},
    {"Νίκος", "nikos"},
    {"Σοφία", "sofia"},
    {"Δημήτρης", "dimitris"},
    {"Κατερίνα", "katerina"},
    {"Ιωάννα", "ioanna"},
    {"Θάνος", "thanos"},
}};
constexpr std::array<Name, 8> kGreekLast = {{
    {"Παπαδόπουλος", "papadopoulos"},
    {"Νικολάου", "nikolaou"},
    {"Γεωργίου", "georgiou"},
    {"Οικονόμου", "oikonomou"},
    {"Βασιλείου", "vasileiou"},
    {"Αντωνίου", "antoniou"},
    {"Μακρής", "makris"},
    {"Καραγιάννης", "karagiannis"},
}};

constexpr std::array<Name, 10> kCyrillicFirst = {{
    {"Анастасия", "anastasia"},
    {"Дмитрий", "dmitry"},
    {"Олена", "olena"},
    {"Иван", "ivan"},
    {"Світлана", "svitlana"},
    {"Милица", "milica"},
    {"Георги", "georgi"},
    {"Юлия", "yulia"},
    {"Артём", "artyom"},
    {"Наталія", "nataliia"},
}};
constexpr std::array<Name, 10> kCyrillicLast = {{
    {"Шевченко", "shevchenko"},
    {"Коваленко", "kovalenko"},
    {"Соловьёв", "solovyov"},
    {"Петренко", "petrenko"},
    {"Мельник", "melnyk"},
    {"Јовановић", "jovanovic"},
    {"Лисенко", "lysenko"},
    {"Щербак", "shcherbak"},
    {"Кузьменко", "kuzmenko"},
    {"Димитров", "dimitrov"},
}};

constexpr std::array<Name, 10> kArabicFirst = {{
    {"محمد", "mohammed"},
    {"فاطمة", "fatima"},
    {"يوسف", "yousef"},
    {"مريم", "maryam"},
    {"عمر", "omar"},
    {"ليلى", "layla"},
    {"خالد", "khaled"},
    {"نور", "noor"},
    {"علي", "ali"},
    {"زينب", "zainab"},
}};
constexpr std::array<Name, 8> kArabicLast = {{
    {"الخطيب", "alkhatib"},
    {"حداد", "haddad"},
    {"المصري", "almasri"},
    {"نجار", "najjar"},
    {"الشامي", "alshami"},
    {"منصور", "mansour"},
    {"صالح", "saleh"},
    {"عبد الله", "abdullah"},
}};

constexpr std::array<Name, 10> kChineseFirst = {{
    {"伟", "wei"},
    {"芳", "fang"},
    {"秀英", "xiuying"},
    {"子涵", "zihan"},
    {"浩然", "haoran"},
    {"欣怡", "xinyi"},
    {"明", "ming"},
    {"雨桐", "yutong"},
    {"静", "jing"},
    {"志强", "zhiqiang"},
}};
constexpr std::array<Name, 10> kChineseLast = {{
    {"王", "wang"},
    {"李", "li"},
    {"张", "zhang"},
    {"刘", "liu"},
    {"陈", "chen"},
    {"黄", "huang"},
    {"吴", "wu"},
    {"周", "zhou"},
    {"欧阳", "ouyang"},
    {"赵", "zhao"},
}};

constexpr std::array<Name, 10> kHindiFirst = {{
    {"आरव", "aarav"},
    {"अनन्या", "ananya"},
    {"विवान", "vivaan"},
    {"दिया", "diya"},
    {"अर्जुन", "arjun"},
    {"प्रिया", "priya"},
    {"रोहन", "rohan"},
    {"काव्या", "kavya"},
    {"ईशान", "ishaan"},
    {"सान्वी", "saanvi"},
}};
constexpr std::array<Name, 8> kHindiLast = {{
    {"शर्मा", "sharma"},
    {"वर्मा", "verma"},
    {"गुप्ता", "gupta"},
    {"सिंह", "singh"},
    {"पटेल", "patel"},
    {"अय्यर", "iyer"},
    {"चौधरी", "chaudhary"},
    {"मिश्रा", "mishra"},
}};

constexpr std::array<Tongue, 8> kTongues = {{
    {kWestFirst, kWestLast, 500},
    {kRomanceFirst, kRomanceLast, 180},
    {kNorthFirst, kNorthLast, 90},
    {kGreekFirst, kGreekLast, 40},
    {kCyrillicFirst, kCyrillicLast, 60},
    {kArabicFirst, kArabicLast, 50},
    {kChineseFirst, kChineseLast, 50},
    {kHindiFirst, kHindiLast, 30},
}};

}  // namespace

std::span<const Tongue> tongues() {
    return kTongues;
}

std::size_t pick_tongue(Dice& dice) {
    std::size_t at = dice.below(1000);
    std::size_t tongue = 0;
    while (tongue + 1 < kTongues.size() && at >= kTongues[tongue].weight) {
        at -= kTongues[tongue].weight;
        ++tongue;
    }
    return tongue;
}

FullName pick_name(Dice& dice) {
    const std::size_t tongue = pick_tongue(dice);
    const Name first = dice.pick(kTongues[tongue].first);  // one draw after the other: the order
    const Name last = dice.pick(kTongues[tongue].last);    // of evaluation is part of the result
    return {tongue, first, last};
}

FullName pick_sibling(Dice& dice, const FullName& of) {
    return {of.tongue, dice.pick(kTongues[of.tongue].first), of.last};
}

std::string latin_handle(const FullName& name, std::int64_t number) {
    std::string out(name.first.latin.substr(0, 10));
    out += '.';
    out += name.last.latin.substr(0, 12);
    out += std::to_string(number);
    return out;
}

}  // namespace causeway::sandbox
